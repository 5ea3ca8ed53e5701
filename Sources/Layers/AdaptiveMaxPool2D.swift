public import Tensors

/// The largest element of each of a given number of windows that cover the image (NUM-115).
///
/// - Shapes: `[batch, rows, columns, channels] → [batch, size, size, channels]`.
public struct AdaptiveMaxPool2D: UnaryLayer {
  /// Rows and columns of the result; 1 pools the whole image.
  public let size: Int
  public let place = LayerPlace()

  /// Describes a square result.
  public init(_ size: Int = 1) { self.size = size }

  public var contents: Contents { [:] }

  /// Pools each image.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) { input.adaptiveMaxPool(to: (size, size)) }
  }
}
