/// `y[i] = value`, rounded once where the type is a floating-point one (NUM-002, NUM-089).
public struct Fill: CatalogueEntry {
  /// The constant; an element of the type of `output` where that is an integer type.
  public let value: Double
  /// Any type and count.
  public let output: Operand

  /// Creates the operation.
  public init(_ value: Double, into output: Operand) {
    self.value = value
    self.output = output
  }

  public var signature: String { "fill \(output.count)" }
  public var inputs: [Operand] { [] }
  public var outputs: [Operand] { [output] }
}
