public import CanonicalJSON
public import Lockstep

/// Handwritten digits, a perceptron with one hidden layer, dropout and AdamW.
public enum DigitsMLP: TrainingTask {
  public static let name = "digits-mlp"
  public static let summary = "1,797 handwritten digits, 64-64-10 perceptron with dropout, AdamW"

  public static let defaults = JSONValue.object(
    [("task", .string(name))] + RunConfiguration.sharedDefaults + [
      (
        "data",
        [
          "dataset": "digits", "digest": .null, "batchSize": 64, "validationFraction": 0.2,
          "shift": 1, "shiftProbability": 0.2,
        ]
      ),
      ("model", ["hidden": 64, "dropout": 0.1]),
      (
        "optimizer",
        [
          "name": "adamw", "learningRate": 0.02, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8,
          "weightDecay": 0.01,
        ]
      ),
      ("scheduler", ["name": "cosine", "warmUpSteps": 20, "floor": 0.01, "totalSteps": .null]),
    ])

  /// The images have 8 × 8 pixels; moved further than that, nothing is left of them.
  private static let imageWidth = 8
  /// Widest hidden layer: training it takes a few hundred MiB.
  private static let widthLimit = 1 << 16

  /// 64 pixels, one hidden layer, 10 scores.
  struct Classifier: Layer {
    let hidden: Linear
    let dropout: Dropout
    let scores: Linear

    init(hidden width: Int, dropout probability: Double) {
      hidden = Linear(from: 64, to: width)
      dropout = Dropout(probability)
      scores = Linear(from: width, to: 10)
    }

    var contents: Contents { ["hidden": hidden, "dropout": dropout, "scores": scores] }

    func callAsFunction(_ images: Tensor, _ context: Context) -> Tensor {
      scores(dropout(hidden(images, context).relu(), context), context)
    }
  }

  /// Cross-entropy of the scores; accuracy for people.
  struct Module: TrainingModule {
    let model: Classifier
    let optimizer: () -> AdamW
    let schedule: LearningRateSchedule

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      let scores = model(batch.inputs, context)
      let loss = crossEntropy(scores, batch.labels)
      context.log("train_loss", loss, onStep: true)
      return loss
    }

    func validationStep(_ batch: Batch, _ context: Context) {
      let scores = model(batch.inputs, context)
      context.log("val_loss", crossEntropy(scores, batch.labels))
      context.logAccuracy("val_accuracy", scores: scores, labels: batch.labels)
    }

    func configureOptimizer() -> AdamW { optimizer() }
  }

  public static func resolve(_ configuration: inout RunConfiguration) throws {
    let digest = JSONValue.string("\(try DigitsDataset.load().digest)")
    if configuration["data.digest"]?.isNull == false, configuration["data.digest"] != digest {
      throw configuration.wrong("data.digest", "the digest of this build's data")
    }
    try configuration.set("data.digest", to: digest)
    for (key, only) in [
      ("task", name), ("data.dataset", "digits"), ("optimizer.name", "adamw"),
      ("scheduler.name", "cosine"),
    ] where configuration.text(key) != only {
      throw configuration.wrong(key, only)
    }
    try configuration.requireLimit()
    guard configuration["scheduler.totalSteps"]?.isNull == true else { return }
    let plan = try configuration.plan()
    let data = try data(configuration)
    let byEpochs = plan.maxEpochs.map {
      $0 * data.stepsPerEpoch(seed: plan.seed, accumulating: plan.accumulateGradBatches)
    }
    let total = [byEpochs, plan.maxSteps].compactMap { $0 }.min() ?? 0
    try configuration.set("scheduler.totalSteps", to: .integer(total))
  }

  public static func train(
    _ configuration: RunConfiguration, device: any Device, execution: Execution,
    watching: [any Callback]
  ) throws -> FitResult {
    let learningRate = try configuration.number("optimizer.learningRate", in: 0..<1e3)
    let betas = (
      try configuration.number("optimizer.beta1", in: 0..<1),
      try configuration.number("optimizer.beta2", in: 0..<1)
    )
    let epsilon = try configuration.number("optimizer.epsilon", in: 0..<1)
    let weightDecay = try configuration.number("optimizer.weightDecay", in: 0..<1e3)
    let module = Module(
      model: Classifier(
        hidden: try configuration.integer("model.hidden", in: 1...widthLimit),
        dropout: try configuration.number("model.dropout", in: 0..<1)),
      optimizer: {
        AdamW(
          learningRate: learningRate, betas: betas, epsilon: epsilon, weightDecay: weightDecay)
      },
      schedule: .cosine(
        total: try configuration.integer("scheduler.totalSteps", atLeast: 0),
        warmUp: try configuration.integer("scheduler.warmUpSteps", atLeast: 0),
        floor: try configuration.number("scheduler.floor", in: 0..<1)))
    let trainer = Trainer(
      try configuration.plan(), device: device, execution: execution,
      callbacks: try configuration.callbacks() + watching)
    return try trainer.fit(module, try data(configuration), run: configuration.map)
  }

  private static func data(_ configuration: RunConfiguration) throws -> TrainingData {
    let shift = try configuration.integer("data.shift", in: 0...imageWidth)
    let probability = try configuration.number("data.shiftProbability", in: 0..<1.0.nextUp)
    return TrainingData(
      try DigitsDataset.load(), batchSize: try configuration.integer("data.batchSize", atLeast: 1),
      validationFraction: try configuration.number("data.validationFraction", in: 0..<1),
      augmentation: shift > 0 && probability > 0
        ? RandomShift(maximum: shift, probability: probability) : nil)
  }
}
