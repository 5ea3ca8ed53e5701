public import CanonicalJSON
public import Lockstep

/// Handwritten digits made of noise: a generator and a discriminator, each with its own Adam.
public enum DigitsGAN: ModuleTask {
  public static let name = "digits-gan"
  public static let summary =
    "digits of noise: generator against discriminator on 1,797 handwritten ones, two Adams"

  public static let defaults = JSONValue.object(
    [("task", .string(name))]
      + RunConfiguration.sharedDefaults(maxEpochs: 60, gradientClipNorm: nil)
      + [
        DigitsData.defaults(shift: 0), ("model", ["noise": 16, "hidden": 128, "dropout": 0.3]),
        (
          "optimizer",
          [
            "name": "adam", "generatorLearningRate": 0.0003, "discriminatorLearningRate": 0.001,
            "beta1": 0.5, "beta2": 0.999, "epsilon": 1e-8,
          ]
        ),
      ])

  /// Widest layer: training it takes a few hundred MiB.
  private static let widthLimit = 1 << 16

  public static func resolve(_ configuration: inout RunConfiguration) throws {
    try configuration.resolveDigest(try DigitsDataset.load().digest)
    try configuration.requireNames(
      task: name, dataset: DigitsData.name, optimizer: "adam", scheduler: nil)
    try configuration.requireLimit()
    for (key, only) in [
      ("trainer.gradientClipNorm", JSONValue.null), ("trainer.gradientClipValue", .null),
      ("trainer.accumulateGradBatches", 1),
    ] where configuration[key] != only {
      throw configuration.wrong(
        key, "\(only.isNull ? "null" : "1"), because the optimizers of \(name) step by hand")
    }
    if configuration.text("trainer.precision") == Precision.mixedFloat16.rawValue {
      throw configuration.wrong(
        "trainer.precision", "another one, because nobody scales the gradients of \(name)")
    }
  }

  public static func module(
    _ configuration: RunConfiguration
  ) throws -> any EvaluationModule {
    DigitsAdversaries(
      model: DigitsAdversaries.Network(
        noise: try configuration.integer("model.noise", in: 1...widthLimit),
        hidden: try configuration.integer("model.hidden", in: 1...widthLimit),
        dropout: try configuration.number("model.dropout", in: 0..<1)),
      generatorOptimizer: try adam("generatorLearningRate", configuration),
      discriminatorOptimizer: try adam("discriminatorLearningRate", configuration))
  }

  public static func data(_ configuration: RunConfiguration) throws -> any DataModule {
    try DigitsData.load(configuration)
  }

  /// How to make one of the two optimizers.
  private static func adam(
    _ key: String, _ configuration: RunConfiguration
  ) throws(TrainingError) -> () -> Adam {
    let learningRate = try configuration.number("optimizer.\(key)", in: 0..<1e3)
    let betas = (
      try configuration.number("optimizer.beta1", in: 0..<1),
      try configuration.number("optimizer.beta2", in: 0..<1)
    )
    let epsilon = try configuration.number("optimizer.epsilon", in: 0..<1)
    return { Adam(learningRate: learningRate, betas: betas, epsilon: epsilon) }
  }
}
