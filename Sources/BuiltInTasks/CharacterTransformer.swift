import CanonicalJSON
import Lockstep

/// Characters and their places as vectors, blocks of attention, scores of a character at each place.
///
/// - Shapes: int32 `[n, tokens] → [n · tokens, scores]`.
struct CharacterTransformer: UnaryLayer {
  let characters: Embedding
  let positions: Embedding
  let dropout: Dropout
  let blocks: [TransformerBlock]
  let norm: LayerNorm
  let scores: Linear
  let place = LayerPlace()

  /// Deepest and widest model: training it takes a few gigabytes.
  private static let (layerLimit, widthLimit) = (64, 1 << 12)

  /// Defaults of the key `model`.
  static func defaults(layers: Int, width: Int, heads: Int) -> (String, JSONValue) {
    (
      "model",
      [
        "layers": .integer(layers), "width": .integer(width), "heads": .integer(heads),
        "dropout": 0,
      ]
    )
  }

  /// The network that the key `model` of a configuration describes.
  ///
  /// - Parameters:
  ///   - extra: Tokens that the network sees beside the text's characters, but never predicts.
  ///   - causal: Whether a character sees only itself and those before it.
  /// - Throws: `TrainingError` naming a key with a wrong value.
  init(
    _ configuration: RunConfiguration, for text: TextDataset, extra: Int = 0, causal: Bool
  ) throws(TrainingError) {
    let width = try configuration.integer("model.width", in: 1...Self.widthLimit)
    let heads = try configuration.integer("model.heads", in: 1...width)
    guard width % heads == 0 else {
      throw configuration.wrong("model.heads", "a divisor of model.width, \(width)")
    }
    let layers = try configuration.integer("model.layers", in: 1...Self.layerLimit)
    let probability = try configuration.number("model.dropout", in: 0..<1)
    // Tried: from 0.02 or 1, training stays longer at the statistics of pairs of characters.
    let initializer = Initializer.normal(deviation: 0.2)
    characters = Embedding(
      text.vocabulary.count + extra, size: width, initializer: initializer)
    positions = Embedding(text.tokens, size: width, initializer: initializer)
    dropout = Dropout(probability)
    blocks = (0..<layers).map { _ in
      TransformerBlock(width, heads: heads, causal: causal, dropout: probability)
    }
    norm = LayerNorm(width)
    scores = Linear(from: width, to: text.vocabulary.count)
  }

  var contents: Contents {
    [
      "characters": characters, "positions": positions, "dropout": dropout, "blocks": blocks,
      "norm": norm, "scores": scores,
    ]
  }

  func callAsFunction(_ text: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
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
}
