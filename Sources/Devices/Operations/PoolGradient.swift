internal import NumericsContract

/// Gradient of `Pool` with respect to its input (NUM-115, NUM-116).
///
/// Each element of dx starts at +0, and the windows that reach it add to it in row-major order: for a
/// maximum dy of the windows whose place it is, for a mean dy ÷ RN32(n) of those that contain it, n as
/// in the forward pass.
public struct PoolGradient: CatalogueEntry {
  /// What was computed.
  public let function: Pool.Function
  /// Sizes and windows.
  public let shape: PoolShape
  /// dy, binary32 or binary64 [batch, window row, window column, channel].
  public let upstream: Operand
  /// Places of the maxima, int32; nil for a mean.
  public let places: Operand?
  /// dx, of the same type [batch, row, column, channel]; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ function: Pool.Function, _ shape: PoolShape, upstream: Operand, places: Operand? = nil,
    into output: Operand
  ) {
    precondition(
      upstream.count == shape.outputCount && output.count == shape.inputCount
        && upstream.type.isComputed && output.type == upstream.type
        && (function == .maximum) == (places != nil)
        && places.map { $0.type == .int32 && $0.count == shape.outputCount } ?? true,
      """
      \(function) poolGradient \(shape.signature): upstream \(upstream.count), output \
      \(output.count), places \(places.map { "\($0.count)" } ?? "absent")
      """)
    self.function = function
    self.shape = shape
    self.upstream = upstream
    self.places = places
    self.output = output
  }

  public var signature: String { "poolGradient \(function) \(shape.signature)\(output.typeLabel)" }
  public var inputs: [Operand] { [upstream] + (places.map { [$0] } ?? []) }
  public var outputs: [Operand] { [output] }
}
