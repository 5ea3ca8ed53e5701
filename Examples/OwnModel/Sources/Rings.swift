import LockstepCommand

/// Points in a square; the class of a point is the ring around the middle in which it lies.
enum Rings: ModuleTask {
  static let name = "rings"
  static let summary = "points in three rings, a perceptron with two hidden layers, Adam"

  /// Every setting with its default: what `--set` may change, and what names the run in a checkpoint.
  static let defaults = JSONValue.object(
    [("task", .string(name))] + RunConfiguration.sharedDefaults(maxEpochs: 20)
      + [
        ("data", ["points": 2000, "batchSize": 50, "validationFraction": 0.2]),
        ("model", ["width": 32]), ("optimizer", ["learningRate": 0.01]),
      ])

  struct Network: Layer {
    let first: Linear
    let second: Linear
    let scores: Linear

    init(width: Int) {
      first = Linear(from: 2, to: width)
      second = Linear(from: width, to: width)
      scores = Linear(from: width, to: 3)
    }

    var contents: Contents { ["first": first, "second": second, "scores": scores] }

    func callAsFunction(_ points: Tensor, _ context: Context) -> Tensor {
      scores(second(first(points, context).relu(), context).relu(), context)
    }
  }

  struct Classifier: TrainingModule {
    let model: Network
    let learningRate: Double

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      let loss = crossEntropy(model(batch.inputs, context), batch.labels)
      context.log("train_loss", loss, onStep: true, onEpoch: true)
      return loss
    }

    func validationStep(_ batch: Batch, _ context: Context) {
      let scores = model(batch.inputs, context)
      context.log("val_loss", crossEntropy(scores, batch.labels))
      context.logAccuracy("val_accuracy", scores: scores, labels: batch.labels)
    }

    func configureOptimizer() -> Adam { Adam(learningRate: learningRate) }
  }

  /// Points in the square from −1 to 1, the same for every seed of a run.
  static func points(_ count: Int) -> InMemoryDataset {
    let places = RandomStream(seed: 1, name: "rings").fillUniform(count: 2 * count).map {
      2 * $0 - 1
    }
    let rings = (0..<count).map { point -> Int32 in
      let (x, y) = (places[2 * point], places[2 * point + 1])
      let squaredRadius = x * x + y * y
      return squaredRadius < 0.3 ? 0 : squaredRadius < 0.8 ? 1 : 2
    }
    return InMemoryDataset(inputs: places, labels: rings, inputShape: [2])
  }

  static func module(_ configuration: RunConfiguration) throws -> any EvaluationModule {
    Classifier(
      model: Network(width: try configuration.integer("model.width", in: 1...1024)),
      learningRate: try configuration.number("optimizer.learningRate", in: 0..<1))
  }

  static func data(_ configuration: RunConfiguration) throws -> any DataModule {
    TrainingData(
      points(try configuration.integer("data.points", in: 10...1_000_000)),
      batchSize: try configuration.integer("data.batchSize", atLeast: 1),
      validationFraction: try configuration.number("data.validationFraction", in: 0..<1))
  }
}
