/// `y[i] = RN32(value)` for binary32, `y[i] = value` for binary64, `value ≠ 0` for booleans.
public struct Fill: CatalogueEntry {
  /// The constant; rounded once to the type of `output` (NUM-002).
  public let value: Double
  /// binary32, binary64 or bool, any count.
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
