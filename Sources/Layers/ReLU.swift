public import Tensors

/// `max(x, 0)`, element by element (NUM-011); for use in a `Sequential`.
public struct ReLU: UnaryLayer {
  public let place = LayerPlace()

  /// Creates the layer.
  public init() {}

  public var contents: Contents { [:] }

  /// Applies the function.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) { input.relu() }
  }
}
