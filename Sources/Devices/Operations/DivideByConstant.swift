/// `y = x ÷ RN32(divisor)`, one division per element: means and accumulation windows.
///
/// A division, never a multiplication by the reciprocal (NUM-006, NUM-021).
public struct DivideByConstant: CatalogueEntry {
  /// Host scalar.
  public let divisor: Double
  /// binary32.
  public let input: Operand
  /// binary32, same count; may be the input itself.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, by divisor: Double, into output: Operand) {
    precondition(
      input.count == output.count, "division of \(input.count) elements into \(output.count)")
    self.divisor = divisor
    self.input = input
    self.output = output
  }

  public var signature: String { "divideByConstant \(output.count)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
