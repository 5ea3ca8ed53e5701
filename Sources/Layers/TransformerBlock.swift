public import Tensors

/// One block of a transformer, normalised before each of its two branches:
/// `h = x + attention(norm(x))`, then `y = h + contract(gelu(expand(norm(h))))`.
///
/// Dropout, if any, falls on what a branch adds.
///
/// - Shapes: `[batch, tokens, width] → [batch, tokens, width]`.
/// - Reference: A. Radford et al., "Language models are unsupervised multitask learners", 2019,
///   section 2.3.
public struct TransformerBlock: UnaryLayer {
  /// Normalises what attention sees.
  public let attentionNorm: LayerNorm
  /// Lets tokens look at each other.
  public let attention: MultiHeadAttention
  /// Normalises what the perceptron sees.
  public let perceptronNorm: LayerNorm
  /// Into the perceptron's hidden features.
  public let expand: Linear
  /// Back to the width.
  public let contract: Linear
  private let activation = GELU(.tanh)
  private let attentionDropout: Dropout
  private let perceptronDropout: Dropout
  public let place = LayerPlace()

  /// Describes the block.
  ///
  /// - Parameters:
  ///   - width: Features of a token.
  ///   - heads: Heads of attention.
  ///   - hidden: Features inside the perceptron, 4 · width unless given.
  ///   - causal: Whether a token sees only itself and those before it.
  ///   - dropout: Probability of dropping an element that a branch adds.
  /// - Precondition: the heads divide the width.
  public init(
    _ width: Int, heads: Int, hidden: Int? = nil, causal: Bool = false, dropout: Double = 0
  ) {
    let hidden = hidden ?? 4 * width
    attentionNorm = LayerNorm(width)
    attention = MultiHeadAttention(width, heads: heads, causal: causal)
    attentionDropout = Dropout(dropout)
    perceptronNorm = LayerNorm(width)
    expand = Linear(from: width, to: hidden)
    contract = Linear(from: hidden, to: width)
    perceptronDropout = Dropout(dropout)
  }

  public var contents: Contents {
    [
      "attentionNorm": attentionNorm, "attention": attention,
      "attentionDropout": attentionDropout, "perceptronNorm": perceptronNorm, "expand": expand,
      "activation": activation, "contract": contract, "perceptronDropout": perceptronDropout,
    ]
  }

  /// Adds both branches.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      let seen = attention(attentionNorm.alongLastAxis(input, context), context)
      let middle = input + attentionDropout(seen, context)
      let hidden = expand.alongLastAxis(perceptronNorm.alongLastAxis(middle, context), context)
      let added = contract.alongLastAxis(activation(hidden, context), context)
      return middle + perceptronDropout(added, context)
    }
  }
}
