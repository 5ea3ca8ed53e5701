internal import NumericsContract

/// `y = x · RN32(factor)`, one multiplication per element; in binary64 the factor itself (NUM-002, NUM-091).
public struct Scale: CatalogueEntry {
  /// Host scalar.
  public let factor: Double
  /// binary32 or binary64.
  public let input: Operand
  /// Same type and count; may be the input itself.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, by factor: Double, into output: Operand) {
    precondition(
      input.count == output.count && input.type == output.type
        && ElementType.computedFloats.contains(input.type),
      "scale of \(input.count) \(input.type) elements into \(output.count) \(output.type)")
    self.factor = factor
    self.input = input
    self.output = output
  }

  public var signature: String { "scale \(output.count)\(output.typeLabel)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
