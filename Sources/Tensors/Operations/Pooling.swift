import Devices
import NumericsContract

extension Tensor {
  /// The largest element of each window of each channel (NUM-115).
  ///
  /// - Shapes: `[batch, rows, columns, channels] → [batch, rows′, columns′, channels]` with
  ///   `rows′ = ⌊(rows + 2 · padding − window) ÷ stride⌋ + 1`.
  /// - Parameters:
  ///   - window: Rows and columns of a window.
  ///   - stride: Distance of windows; nil for windows side by side.
  ///   - padding: Absent rows and columns at each edge; less than the window.
  /// - Gradient: To the first largest element of each window.
  /// - Precondition: an image with room for a window, else the program stops naming the shape.
  public func maxPool(
    window: (Int, Int), stride: (Int, Int)? = nil, padding: (Int, Int) = (0, 0)
  ) -> Tensor {
    pooled(.maximum, strided("maxPool", window, stride ?? window, padding))
  }

  /// The mean of each window of each channel (NUM-116).
  ///
  /// - Shapes: as `maxPool`.
  /// - Parameters:
  ///   - window: Rows and columns of a window.
  ///   - stride: Distance of windows; nil for windows side by side.
  ///   - padding: Absent rows and columns at each edge; less than the window.
  ///   - countsPadding: Whether to divide by the window's area instead of the number of elements that
  ///     are present.
  /// - Gradient: `dy ÷ n` for every element of a window.
  /// - Precondition: as `maxPool`.
  public func averagePool(
    window: (Int, Int), stride: (Int, Int)? = nil, padding: (Int, Int) = (0, 0),
    countsPadding: Bool = false
  ) -> Tensor {
    pooled(
      countsPadding ? .paddedAverage : .average,
      strided("averagePool", window, stride ?? window, padding))
  }

  /// The largest element of each of a given number of windows that cover the image (NUM-115).
  ///
  /// - Shapes: `[batch, rows, columns, channels] → [batch, size.0, size.1, channels]`; window i of n
  ///   holds positions `⌊i · rows ÷ n⌋ ..< ⌈(i + 1) · rows ÷ n⌉`.
  /// - Precondition: image and result have rows and columns, else the program stops.
  public func adaptiveMaxPool(to size: (Int, Int)) -> Tensor {
    pooled(.maximum, adaptive("adaptiveMaxPool", size))
  }

  /// The mean of each of a given number of windows that cover the image (NUM-116).
  ///
  /// - Shapes: as `adaptiveMaxPool`; `(1, 1)` pools the whole image.
  /// - Precondition: as `adaptiveMaxPool`.
  public func adaptiveAveragePool(to size: (Int, Int)) -> Tensor {
    pooled(.average, adaptive("adaptiveAveragePool", size))
  }

  private func pooled(_ function: Pool.Function, _ windows: PoolShape) -> Tensor {
    if isStored("pooling") { return widened.pooled(function, windows).narrowed(to: type) }
    let size: Shape = [
      windows.batch, windows.rows.output, windows.columns.output, windows.channels,
    ]
    let output = sibling(size)
    let places = function == .maximum ? sibling(size, type: .int32).operand : nil
    dispatcher.perform(
      .pool(Pool(function, windows, operand, into: output.operand, places: places)))
    let original = shape
    return output.recorded(from: self) { upstream in
      let gradient = upstream.sibling(original)
      upstream.dispatcher.perform(
        .poolGradient(
          PoolGradient(
            function, windows, upstream: upstream.operand, places: places,
            into: gradient.operand)))
      return [gradient]
    }
  }

  private func strided(
    _ operation: String, _ window: (Int, Int), _ stride: (Int, Int), _ padding: (Int, Int)
  ) -> PoolShape {
    func fits(_ axis: Int, _ window: Int, _ stride: Int, _ padding: Int) -> Bool {
      window >= 1 && stride >= 1 && padding >= 0 && padding < window && shape[axis] >= 1
        && shape[axis] + 2 * padding >= window
    }
    if shape.rank != 4 || !fits(1, window.0, stride.0, padding.0)
      || !fits(2, window.1, stride.1, padding.1)
    {
      dispatcher.refuse(
        operation,
        "input of shape \(shape) does not fit windows of \(window) at distances \(stride) with "
          + "padding \(padding); expected [batch, rows, columns, channels] with room for a window, "
          + "and less padding than window")
    }
    return PoolShape(
      batch: shape[0],
      rows: .strided(shape[1], window: window.0, stride: stride.0, padding: padding.0),
      columns: .strided(shape[2], window: window.1, stride: stride.1, padding: padding.1),
      channels: shape[3])
  }

  private func adaptive(_ operation: String, _ size: (Int, Int)) -> PoolShape {
    if shape.rank != 4 || shape[1] < 1 || shape[2] < 1 || size.0 < 1 || size.1 < 1 {
      dispatcher.refuse(
        operation,
        "input of shape \(shape) does not fit a result of \(size); expected [batch, rows, columns, "
          + "channels] with rows and columns")
    }
    return PoolShape(
      batch: shape[0], rows: .adaptive(shape[1], to: size.0),
      columns: .adaptive(shape[2], to: size.1), channels: shape[3])
  }
}
