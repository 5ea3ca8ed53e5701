import Lockstep

/// A character model: 4 layers, 128 wide, 4 heads, 64 tokens.
struct CharacterTransformer: Network {
  private static let characterCount = 65
  private static let tokens = 64
  private static let width = 128

  let characters = Embedding(characterCount, size: width)
  let positions = Parameter([tokens, width], .normal(deviation: 0.02))
  let blocks = (0..<4).map { _ in TransformerBlock(width, heads: 4, causal: true) }
  let norm = LayerNorm(width)
  let output = Linear(from: width, to: characterCount)

  var contents: Contents {
    [
      "characters": characters, "positions": positions, "blocks": blocks, "norm": norm,
      "output": output,
    ]
  }

  func scores(_ indices: Tensor, _ context: Context) -> Tensor {
    let start = characters(indices, context) + context[positions]
    let features = blocks.reduce(start) { $1($0, context) }
    let rows = features.reshaped(to: [indices.count, Self.width])
    return output(norm(rows, context), context)
  }

  static func batch(_ inputs: RandomInputs) -> (inputs: Tensor, labels: Tensor) {
    let count = 16 * tokens
    return (
      inputs.labels(count, classes: characterCount, name: "indices").reshaped(to: [16, tokens]),
      inputs.labels(count, classes: characterCount)
    )
  }
}
