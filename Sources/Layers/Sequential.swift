public import Tensors

/// Layers applied one after the other; their paths are `0`, `1`, ….
public struct Sequential: UnaryLayer {
  /// The layers, first to last.
  public let layers: [any UnaryLayer]
  public let place = LayerPlace()

  /// Creates a chain.
  public init(_ layers: any UnaryLayer...) {
    self.layers = layers
  }

  public var contents: Contents {
    Contents(layers.enumerated().map { ("\($0.offset)", $0.element) })
  }

  /// Applies the layers in order.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      layers.reduce(input) { value, layer in layer(value, context) }
    }
  }
}
