/// `y = x · s`, where s is a scalar that lives on the device (a clip factor, a gradient).
public struct MultiplyByScalar: CatalogueEntry {
  /// binary32.
  public let input: Operand
  /// One binary32 element.
  public let scalar: Operand
  /// binary32, same count as `input`; may be the input itself.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, by scalar: Operand, into output: Operand) {
    precondition(
      input.count == output.count && scalar.count == 1,
      """
      multiplyByScalar of \(input.count) elements by \(scalar.count) into \(output.count); \
      the scalar must have one element
      """)
    self.input = input
    self.scalar = scalar
    self.output = output
  }

  public var signature: String { "multiplyByScalar \(output.count)" }
  public var inputs: [Operand] { [input, scalar] }
  public var outputs: [Operand] { [output] }
}
