public import CanonicalJSON
public import Lockstep

/// Handwritten digits, two convolutions with batch norm and pooling, dropout and AdamW.
public enum DigitsCNN: ModuleTask {
  public static let name = "digits-cnn"
  public static let summary =
    "1,797 handwritten digits, two convolutions with batch norm and pooling, AdamW"

  public static let defaults = JSONValue.object(
    [("task", .string(name))] + RunConfiguration.sharedDefaults
      + [DigitsData.defaults, ("model", ["channels": 16, "dropout": 0.2])]
      + RunConfiguration.adamWDefaults(learningRate: 0.01, weightDecay: 0.01, warmUpSteps: 20))

  /// Most channels of the first convolution: training it takes a few gigabytes.
  private static let channelLimit = 1 << 10

  /// A convolution that keeps the size, batch norm, ReLU, and the largest of 2 × 2 pixels.
  ///
  /// - Shapes: `[n, rows, columns, inputs] → [n, rows ÷ 2, columns ÷ 2, outputs]`.
  struct Block: UnaryLayer {
    let convolution: Conv2D
    let norm: BatchNorm
    let pool = MaxPool2D(2)
    let place = LayerPlace()

    init(from inputs: Int, to outputs: Int) {
      // The shift of the norm takes the place of a bias.
      convolution = Conv2D(from: inputs, to: outputs, kernel: 3, padding: 1, bias: false)
      norm = BatchNorm(outputs)
    }

    var contents: Contents { ["convolution": convolution, "norm": norm, "pool": pool] }

    func callAsFunction(_ images: Tensor, _ context: Context) -> Tensor {
      context.within(place) {
        pool(norm(convolution(images, context), context).relu(), context)
      }
    }
  }

  /// 8 × 8 pixels, two blocks, 10 scores.
  struct Classifier: UnaryLayer {
    let first: Block
    let second: Block
    let flatten = Flatten()
    let dropout: Dropout
    let scores: Linear
    let place = LayerPlace()

    init(channels: Int, dropout probability: Double) {
      first = Block(from: 1, to: channels)
      second = Block(from: channels, to: 2 * channels)
      dropout = Dropout(probability)
      // Pooled twice, 2 × 2 pixels are left.
      scores = Linear(from: 4 * 2 * channels, to: 10)
    }

    var contents: Contents {
      [
        "first": first, "second": second, "flatten": flatten, "dropout": dropout,
        "scores": scores,
      ]
    }

    func callAsFunction(_ pixels: Tensor, _ context: Context) -> Tensor {
      context.within(place) {
        let images = pixels.reshaped(to: [pixels.shape[0], 8, 8, 1])
        let features = second(first(images, context), context)
        return scores(dropout(flatten(features, context), context), context)
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
        channels: try configuration.integer("model.channels", in: 1...channelLimit),
        dropout: try configuration.number("model.dropout", in: 0..<1)),
      configuration)
  }

  public static func data(_ configuration: RunConfiguration) throws -> any DataModule {
    try DigitsData.load(configuration)
  }
}
