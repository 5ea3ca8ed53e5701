public import Tensors

/// The hyperbolic tangent, element by element (NUM-012); for use in a `Sequential`.
public struct Tanh: UnaryLayer {
  public let place = LayerPlace()

  /// Creates the layer.
  public init() {}

  public var contents: Contents { [:] }

  /// Applies the function.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) { input.tanh() }
  }
}
