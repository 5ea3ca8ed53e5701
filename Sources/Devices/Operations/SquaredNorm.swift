internal import NumericsContract

/// `y = Σ x²` in binary64: exact squares, summed by the sum rule in binary64 (NUM-022).
public struct SquaredNorm: CatalogueEntry {
  /// binary32 or binary64, any count.
  public let input: Operand
  /// One binary64.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, into output: Operand) {
    precondition(
      output.count == 1 && output.type == .float64,
      "squaredNorm into \(output.count) \(output.type) elements; it gives one float64")
    self.input = input
    self.output = output
  }

  public var signature: String { "squaredNorm \(input.count)\(input.typeLabel)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
