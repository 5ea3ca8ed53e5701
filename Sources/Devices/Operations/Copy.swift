/// `y = x`, byte for byte (NaN payloads survive).
public struct Copy: CatalogueEntry {
  /// Any type and count.
  public let input: Operand
  /// Same type and count; must not overlap the input.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, into output: Operand) {
    precondition(
      input.count == output.count && input.type == output.type,
      "copy of \(input.count) \(input.type) elements into \(output.count) \(output.type)")
    self.input = input
    self.output = output
  }

  public var signature: String { "copy \(input.count)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
