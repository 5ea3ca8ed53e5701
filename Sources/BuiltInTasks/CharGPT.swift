public import CanonicalJSON
public import Lockstep

/// A text, character by character: a small transformer, weight decay and AdamW.
public enum CharGPT: TrainingTask {
  public static let name = "char-gpt"
  public static let summary =
    "the next character of a text, transformer of 4 layers and width 128, AdamW"
  public static let readsDataFile = true

  public static let defaults = JSONValue.object(
    [("task", .string(name))] + RunConfiguration.sharedDefaults(maxEpochs: 3)
      + [
        TextData.defaults, ("model", ["layers": 4, "width": 128, "heads": 4, "dropout": 0]),
      ] + RunConfiguration.adamWDefaults(learningRate: 0.003, weightDecay: 0.1, warmUpSteps: 50))

  /// Deepest and widest model: training it takes a few gigabytes.
  private static let (layerLimit, widthLimit) = (64, 1 << 12)

  /// Characters and their places as vectors, blocks of attention, scores of the next character.
  ///
  /// - Shapes: int32 `[n, tokens] → [n · tokens, vocabulary]`.
  struct Network: UnaryLayer {
    let characters: Embedding
    let positions: Embedding
    let dropout: Dropout
    let blocks: [TransformerBlock]
    let norm: LayerNorm
    let scores: Linear
    let place = LayerPlace()

    init(
      vocabulary: Int, tokens: Int, layers: Int, width: Int, heads: Int,
      dropout probability: Double
    ) {
      // Tried: from 0.02 or 1, training stays longer at the statistics of pairs of characters.
      characters = Embedding(vocabulary, size: width, initializer: .normal(deviation: 0.2))
      positions = Embedding(tokens, size: width, initializer: .normal(deviation: 0.2))
      dropout = Dropout(probability)
      blocks = (0..<layers).map { _ in
        TransformerBlock(width, heads: heads, causal: true, dropout: probability)
      }
      norm = LayerNorm(width)
      scores = Linear(from: width, to: vocabulary)
    }

    var contents: Contents {
      [
        "characters": characters, "positions": positions, "dropout": dropout, "blocks": blocks,
        "norm": norm, "scores": scores,
      ]
    }

    func callAsFunction(_ text: Tensor, _ context: Context) -> Tensor {
      let (samples, tokens) = (text.shape[0], text.shape[1])
      let places = Tensor(
        (0..<samples).flatMap { _ in 0..<Int32(tokens) }, shape: text.shape,
        on: context.dispatcher)
      let vectors = characters(text, context) + positions(places, context)
      let seen = blocks.reduce(dropout(vectors, context)) { $1($0, context) }
      let rows = seen.reshaped(to: [samples * tokens, seen.shape[2]])
      return scores(norm(rows, context), context)
    }
  }

  public static func resolve(_ configuration: inout RunConfiguration) throws {
    try TextData.resolve(&configuration, task: name)
  }

  public static func train(
    _ configuration: RunConfiguration, device: any Device, execution: Execution,
    watching: [any Callback]
  ) throws -> FitResult {
    let text = try TextData.text(configuration)
    let width = try configuration.integer("model.width", in: 1...widthLimit)
    let heads = try configuration.integer("model.heads", in: 1...width)
    guard width % heads == 0 else {
      throw configuration.wrong("model.heads", "a divisor of model.width, \(width)")
    }
    let module = NextCharacter(
      model: Network(
        vocabulary: text.vocabulary.count, tokens: text.tokens,
        layers: try configuration.integer("model.layers", in: 1...layerLimit), width: width,
        heads: heads, dropout: try configuration.number("model.dropout", in: 0..<1)),
      optimizer: try configuration.adamW(), schedule: try configuration.cosineSchedule())
    let trainer = Trainer(
      try configuration.plan(), device: device, execution: execution,
      callbacks: try configuration.callbacks() + watching)
    return try trainer.fit(module, try TextData.load(configuration), run: configuration.map)
  }
}
