public import Tensors

/// A table of vectors, looked up by index (NUM-085).
///
/// The weight may serve as the last projection of a language model, too:
/// `x.linear(weight: context[embedding.weight], bias: nil)`; the gradients of both uses add up (NUM-017).
///
/// - Shapes: int32 `[i…] → [i…, size]`; weight `[entries, size]`.
/// - Gradient: NUM-086 for the weight. An index outside the entries makes its vector NaN.
public struct Embedding: UnaryLayer {
  /// The vectors, `[entries, size]`.
  public let weight: Parameter
  public let place = LayerPlace()

  /// Describes a table.
  ///
  /// - Parameters:
  ///   - entries: Number of vectors.
  ///   - size: Elements of a vector.
  ///   - initializer: First values; normal with deviation 1 unless given.
  public init(
    _ entries: Int, size: Int, initializer: Initializer = .normal(deviation: 1)
  ) {
    weight = Parameter([entries, size], initializer)
  }

  public var contents: Contents { ["weight": weight] }

  /// Looks up the vector of each index.
  public func callAsFunction(_ indices: Tensor, _ context: Context) -> Tensor {
    context.within(place) { context[weight].gathered(at: indices) }
  }
}
