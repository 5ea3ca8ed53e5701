internal import NumericsContract

/// One number for each window of each channel: its maximum or its mean (NUM-115, NUM-116).
///
/// Padding is absent. A maximum is that of the present elements; its *place* is the position,
/// row · columns + column in the image, at which the gradient arrives: the first NaN of the window,
/// else the first element that equals the maximum. A mean is the sum rule of the present elements in
/// row-major order ÷ RN32(their number, or the window's area with its padding).
public struct Pool: CatalogueEntry {
  /// What is computed of a window.
  public enum Function: String, Sendable, CaseIterable {
    /// The largest element.
    case maximum
    /// Sum ÷ number of present elements.
    case average
    /// Sum ÷ number of elements of the window, padding counted.
    case paddedAverage
  }

  /// What is computed.
  public let function: Function
  /// Sizes and windows.
  public let shape: PoolShape
  /// binary32 or binary64 [batch, row, column, channel].
  public let input: Operand
  /// Of the same type [batch, window row, window column, channel]; must not overlap the input.
  public let output: Operand
  /// int32 like the output, for a maximum; nil for a mean.
  public let places: Operand?

  /// Creates the operation.
  public init(
    _ function: Function, _ shape: PoolShape, _ input: Operand, into output: Operand,
    places: Operand? = nil
  ) {
    precondition(
      input.count == shape.inputCount && output.count == shape.outputCount
        && input.type.isComputed && output.type == input.type
        && (function == .maximum) == (places != nil)
        && places.map { $0.type == .int32 && $0.count == shape.outputCount } ?? true,
      """
      \(function) pool \(shape.signature): input \(input.count), output \(output.count), places \
      \(places.map { "\($0.count)" } ?? "absent")
      """)
    self.function = function
    self.shape = shape
    self.input = input
    self.output = output
    self.places = places
  }

  public var signature: String { "pool \(function) \(shape.signature)\(output.typeLabel)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] + (places.map { [$0] } ?? []) }
}
