/// `y = x · RN32(factor)`, one multiplication per element (NUM-002).
public struct Scale: CatalogueEntry {
  /// Host scalar.
  public let factor: Double
  /// binary32.
  public let input: Operand
  /// binary32, same count; may be the input itself.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, by factor: Double, into output: Operand) {
    precondition(
      input.count == output.count, "scale of \(input.count) elements into \(output.count)")
    self.factor = factor
    self.input = input
    self.output = output
  }

  public var signature: String { "scale \(output.count)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
