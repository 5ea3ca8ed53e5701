/// Where the windows of a pooling lie along one axis of an image (NUM-114).
public struct PoolAxis: Sendable, Equatable {
  private enum Windows: Equatable {
    case strided(length: Int, stride: Int, padding: Int)
    case adaptive
  }

  /// Positions of the input.
  public let input: Int
  /// Number of windows.
  public let output: Int
  private let windows: Windows

  /// Windows of one length, at equal distances; `padding` absent positions precede and follow the
  /// input.
  ///
  /// - Precondition: length and stride are positive, `0 ≤ padding < length`, and one window fits.
  public static func strided(
    _ input: Int, window: Int, stride: Int, padding: Int = 0
  ) -> PoolAxis {
    precondition(
      window >= 1 && stride >= 1 && padding >= 0 && padding < window
        && input + 2 * padding >= window && input >= 1,
      "pooling of \(input) positions, window \(window), stride \(stride), padding \(padding)")
    return PoolAxis(
      input: input, output: (input + 2 * padding - window) / stride + 1,
      windows: .strided(length: window, stride: stride, padding: padding))
  }

  /// A given number of windows that cover the input.
  ///
  /// - Precondition: input and output have positions.
  public static func adaptive(_ input: Int, to output: Int) -> PoolAxis {
    precondition(
      input >= 1 && output >= 1, "adaptive pooling of \(input) positions to \(output)")
    return PoolAxis(input: input, output: output, windows: .adaptive)
  }

  /// Positions of the input that are present in a window; at least one.
  public func positions(of window: Int) -> Range<Int> {
    switch windows {
    case .strided(let length, let stride, let padding):
      let start = window * stride - padding
      return max(0, start)..<min(input, start + length)
    case .adaptive:
      return window * input / output..<((window + 1) * input + output - 1) / output
    }
  }

  /// Length of a window with its padding.
  public func length(of window: Int) -> Int {
    if case .strided(let length, _, _) = windows { return length }
    return positions(of: window).count
  }

  /// Such as `28:2/2` or `28:2/1+1` (length, stride, padding), or `7→1`.
  var signature: String {
    switch windows {
    case .strided(let length, let stride, let padding):
      "\(input):\(length)/\(stride)" + (padding > 0 ? "+\(padding)" : "")
    case .adaptive: "\(input)→\(output)"
    }
  }
}
