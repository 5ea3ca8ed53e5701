public import Tensors

/// All axes but the first as one, in row-major order.
///
/// - Shapes: `[batch, …] → [batch, n]`.
public struct Flatten: UnaryLayer {
  public let place = LayerPlace()

  /// Creates the layer.
  public init() {}

  public var contents: Contents { [:] }

  /// Flattens each sample.
  ///
  /// - Precondition: the input has an axis of samples.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      input.reshaped(to: [input.shape[0], input.shape.axes.dropFirst().reduce(1, *)])
    }
  }
}
