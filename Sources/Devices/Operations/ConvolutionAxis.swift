/// One axis of a convolution: sizes, and how windows lie on the padded input (NUM-100).
///
/// Window i meets input position `i · stride + tap · dilation − before` with its kernel element `tap`.
public struct ConvolutionAxis: Sendable, Equatable {
  /// Length of the input.
  public let input: Int
  /// Elements of the kernel, at least 1.
  public let kernel: Int
  /// Distance between windows, at least 1.
  public let stride: Int
  /// Distance between a window's elements, at least 1.
  public let dilation: Int
  /// Padding before the first element.
  public let before: Int
  /// Padding after the last element.
  public let after: Int

  /// Creates an axis.
  ///
  /// - Precondition: `isValid`, unless the caller asks for that afterwards.
  public init(
    input: Int, kernel: Int, stride: Int = 1, dilation: Int = 1, before: Int = 0, after: Int = 0
  ) {
    self.input = input
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.before = before
    self.after = after
  }

  /// Whether all numbers are in range and at least one window fits into the padded input.
  public var isValid: Bool {
    input >= 0 && kernel >= 1 && stride >= 1 && dilation >= 1 && before >= 0 && after >= 0
      && before + input + after >= extent
  }

  /// What a window covers: (kernel − 1) · dilation + 1.
  public var extent: Int { (kernel - 1) * dilation + 1 }

  /// Length of the output: how many windows fit.
  public var output: Int { (before + input + after - extent) / stride + 1 }

  /// The input position under element `tap` of window `window`; nil in the padding.
  public func position(window: Int, tap: Int) -> Int? {
    let position = window * stride + tap * dilation - before
    return position >= 0 && position < input ? position : nil
  }

  /// The window whose element `tap` lies on an input position; nil when there is none.
  public func window(over position: Int, tap: Int) -> Int? {
    let distance = position + before - tap * dilation
    guard distance >= 0, distance % stride == 0, distance / stride < output else { return nil }
    return distance / stride
  }

  /// Such as `28 k3 s1 d1 p1+1`.
  var signature: String { "\(input) k\(kernel) s\(stride) d\(dilation) p\(before)+\(after)" }
}
