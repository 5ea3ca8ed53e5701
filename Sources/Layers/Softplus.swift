public import Tensors

/// `log(1 + eˣ)`, element by element (NUM-012); for use in a `Sequential`.
public struct Softplus: UnaryLayer {
  public let place = LayerPlace()

  /// Creates the layer.
  public init() {}

  public var contents: Contents { [:] }

  /// Applies the function.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) { input.softplus() }
  }
}
