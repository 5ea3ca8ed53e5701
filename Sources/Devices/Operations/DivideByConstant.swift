internal import NumericsContract

/// `y = x ÷ RN32(divisor)`, one division per element: means and accumulation windows.
///
/// A division, never a multiplication by the reciprocal (NUM-006, NUM-021); in binary64 by the divisor
/// itself (NUM-091).
public struct DivideByConstant: CatalogueEntry {
  /// Host scalar.
  public let divisor: Double
  /// binary32 or binary64.
  public let input: Operand
  /// Same type and count; may be the input itself.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, by divisor: Double, into output: Operand) {
    precondition(
      input.count == output.count && input.type == output.type
        && ElementType.computedFloats.contains(input.type),
      "division of \(input.count) \(input.type) elements into \(output.count) \(output.type)")
    self.divisor = divisor
    self.input = input
    self.output = output
  }

  public var signature: String { "divideByConstant \(output.count)\(output.typeLabel)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
