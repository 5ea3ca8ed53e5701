public import Tensors

/// Self-attention with several heads (NUM-050): one projection to queries, keys and values, scaled
/// dot-product attention of each head, and a projection of what the heads found.
///
/// - Shapes: `[batch, tokens, width] → [batch, tokens, width]`.
/// - Reference: A. Vaswani et al., "Attention is all you need", 2017, section 3.2.2.
public struct MultiHeadAttention: UnaryLayer {
  /// To queries, keys and values side by side, `[3 · width, width]`.
  public let projection: Linear
  /// Of the joined heads, `[width, width]`.
  public let output: Linear
  /// Number of heads; each has width ÷ heads features.
  public let heads: Int
  /// Whether a token sees only itself and those before it.
  public let causal: Bool
  public let place = LayerPlace()

  /// Describes the layer.
  ///
  /// - Precondition: at least one head, and the heads divide the width.
  public init(_ width: Int, heads: Int, causal: Bool = false) {
    precondition(
      heads > 0 && width > 0 && width % heads == 0,
      "attention of width \(width) with \(heads) heads; the heads must divide the width")
    projection = Linear(from: width, to: 3 * width)
    output = Linear(from: width, to: width)
    self.heads = heads
    self.causal = causal
  }

  public var contents: Contents { ["projection": projection, "output": output] }

  /// Lets every token look at the others.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      let projected = projection.alongLastAxis(input, context)
      let found = context.product(projected) {
        $0.packedAttention(heads: heads, causal: causal)
      }
      return output.alongLastAxis(found, context)
    }
  }
}
