public import Tensors

/// The mean of each window of each channel (NUM-116).
///
/// - Shapes: `[batch, rows, columns, channels] → [batch, rows′, columns′, channels]`.
public struct AveragePool2D: UnaryLayer {
  /// Rows and columns of a window.
  public let window: Int
  /// Distance of windows.
  public let stride: Int
  /// Absent rows and columns at each edge.
  public let padding: Int
  /// Whether to divide by the window's area instead of the number of elements that are present.
  public let countsPadding: Bool
  public let place = LayerPlace()

  /// Describes square windows; without a stride they lie side by side.
  public init(
    _ window: Int, stride: Int? = nil, padding: Int = 0, countsPadding: Bool = false
  ) {
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
    self.countsPadding = countsPadding
  }

  public var contents: Contents { [:] }

  /// Pools each image.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      input.averagePool(
        window: (window, window), stride: (stride, stride), padding: (padding, padding),
        countsPadding: countsPadding)
    }
  }
}
