public import CanonicalJSON
public import Lockstep

/// Handwritten digits, squeezed through a few numbers and given back, AdamW.
public enum DigitsAutoencoder: ModuleTask {
  public static let name = "digits-autoencoder"
  public static let summary =
    "1,797 handwritten digits through a code of 8 numbers and back, perceptrons, AdamW"

  public static let defaults = JSONValue.object(
    [("task", .string(name))] + RunConfiguration.sharedDefaults
      + [DigitsData.defaults(shift: 0), ("model", ["hidden": 32, "code": 8, "dropout": 0])]
      + RunConfiguration.adamWDefaults(learningRate: 0.01, weightDecay: 0, warmUpSteps: 20))

  /// Widest layer: training it takes a few hundred MiB.
  private static let widthLimit = 1 << 16

  /// Pixels to a code and back; what comes back lies in 0 ... 1, as pixels do.
  ///
  /// - Shapes: `[n, 64] → [n, 64]`.
  struct Network: UnaryLayer {
    let encoder: Perceptron
    let decoder: Perceptron
    let place = LayerPlace()

    init(hidden width: Int, code: Int, dropout: Double) {
      encoder = Perceptron(from: 64, hidden: width, to: code, dropout: dropout)
      decoder = Perceptron(from: code, hidden: width, to: 64, dropout: dropout)
    }

    var contents: Contents { ["encoder": encoder, "decoder": decoder] }

    func callAsFunction(_ images: Tensor, _ context: Context) -> Tensor {
      context.within(place) {
        decoder(encoder(images, context), context).sigmoid()
      }
    }
  }

  /// Mean squared error of the pixels against the image, which is the label.
  struct Module: TrainingModule {
    let model: Network
    let optimizer: () -> AdamW
    let schedule: LearningRateSchedule

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      let loss = loss(batch, context)
      context.log("train_loss", loss, onStep: true, onEpoch: true)
      return loss
    }

    func validationStep(_ batch: Batch, _ context: Context) {
      context.log("val_loss", loss(batch, context))
    }

    func testStep(_ batch: Batch, _ context: Context) {
      context.log("test_loss", loss(batch, context))
    }

    /// The images as they come back.
    func predictStep(_ batch: Batch, _ context: Context) -> [Tensor] {
      [model(batch.inputs, context)]
    }

    func configureOptimizer() -> AdamW { optimizer() }

    private func loss(_ batch: Batch, _ context: Context) -> Tensor {
      meanSquaredError(
        model(batch.inputs, context), batch.labels.reshaped(to: batch.inputs.shape))
    }
  }

  public static func resolve(_ configuration: inout RunConfiguration) throws {
    try DigitsData.resolve(&configuration, task: name)
  }

  public static func module(
    _ configuration: RunConfiguration
  ) throws -> any EvaluationModule {
    Module(
      model: Network(
        hidden: try configuration.integer("model.hidden", in: 1...widthLimit),
        code: try configuration.integer("model.code", in: 1...widthLimit),
        dropout: try configuration.number("model.dropout", in: 0..<1)),
      optimizer: try configuration.adamW(), schedule: try configuration.cosineSchedule())
  }

  public static func data(_ configuration: RunConfiguration) throws -> any DataModule {
    try DigitsData.load(configuration, transforms: [InputAsLabel()])
  }
}
