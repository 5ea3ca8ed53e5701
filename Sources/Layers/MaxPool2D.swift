public import Tensors

/// The largest element of each window of each channel (NUM-115).
///
/// - Shapes: `[batch, rows, columns, channels] → [batch, rows′, columns′, channels]`.
public struct MaxPool2D: UnaryLayer {
  /// Rows and columns of a window.
  public let window: Int
  /// Distance of windows.
  public let stride: Int
  /// Absent rows and columns at each edge.
  public let padding: Int
  public let place = LayerPlace()

  /// Describes square windows; without a stride they lie side by side.
  public init(_ window: Int, stride: Int? = nil, padding: Int = 0) {
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
  }

  public var contents: Contents { [:] }

  /// Pools each image.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      input.maxPool(
        window: (window, window), stride: (stride, stride), padding: (padding, padding))
    }
  }
}
