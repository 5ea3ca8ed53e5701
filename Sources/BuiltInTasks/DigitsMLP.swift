public import CanonicalJSON
public import Lockstep

/// Handwritten digits, a perceptron with one hidden layer, dropout and AdamW.
public enum DigitsMLP: ModuleTask {
  public static let name = "digits-mlp"
  public static let summary = "1,797 handwritten digits, 64-64-10 perceptron with dropout, AdamW"

  public static let defaults = JSONValue.object(
    [("task", .string(name))] + RunConfiguration.sharedDefaults
      + [DigitsData.defaults, ("model", ["hidden": 64, "dropout": 0.1])]
      + RunConfiguration.adamWDefaults(learningRate: 0.02, weightDecay: 0.01, warmUpSteps: 20))

  /// Widest hidden layer: training it takes a few hundred MiB.
  private static let widthLimit = 1 << 16

  /// 64 pixels, one hidden layer, 10 scores.
  struct Classifier: UnaryLayer {
    let hidden: Linear
    let dropout: Dropout
    let scores: Linear
    let place = LayerPlace()

    init(hidden width: Int, dropout probability: Double) {
      hidden = Linear(from: 64, to: width)
      dropout = Dropout(probability)
      scores = Linear(from: width, to: 10)
    }

    var contents: Contents { ["hidden": hidden, "dropout": dropout, "scores": scores] }

    func callAsFunction(_ images: Tensor, _ context: Context) -> Tensor {
      context.within(place) {
        scores(dropout(hidden(images, context).relu(), context), context)
      }
    }
  }

  public static func resolve(_ configuration: inout RunConfiguration) throws {
    try DigitsData.resolve(&configuration, task: name)
  }

  public static func module(
    _ configuration: RunConfiguration
  ) throws -> any EvaluationModule {
    try DigitsData.classification(
      Classifier(
        hidden: try configuration.integer("model.hidden", in: 1...widthLimit),
        dropout: try configuration.number("model.dropout", in: 0..<1)),
      configuration)
  }

  public static func data(_ configuration: RunConfiguration) throws -> any DataModule {
    try DigitsData.load(configuration)
  }
}
