internal import NumericsContract

/// `y = x · s`, where s is a scalar that lives on the device (a clip factor, a gradient).
public struct MultiplyByScalar: CatalogueEntry {
  /// binary32 or binary64.
  public let input: Operand
  /// One element of the same type.
  public let scalar: Operand
  /// Same type and count as `input`; may be the input itself.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, by scalar: Operand, into output: Operand) {
    precondition(
      input.count == output.count && scalar.count == 1 && input.type == output.type
        && input.type == scalar.type && ElementType.computedFloats.contains(input.type),
      """
      multiplyByScalar of \(input.count) \(input.type) elements by \(scalar.count) \(scalar.type) \
      into \(output.count) \(output.type); the scalar must have one element of the same type
      """)
    self.input = input
    self.scalar = scalar
    self.output = output
  }

  public var signature: String { "multiplyByScalar \(output.count)\(output.typeLabel)" }
  public var inputs: [Operand] { [input, scalar] }
  public var outputs: [Operand] { [output] }
}
