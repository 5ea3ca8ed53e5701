public import NumericsContract

/// Every element as a number of another type, rounded once (NUM-089).
public struct Convert: CatalogueEntry {
  /// The types that elements are converted between.
  public static let types: [ElementType] = [
    .float16, .bfloat16, .float32, .float64, .int32, .int64, .uint8, .bool,
  ]

  /// One of `types`.
  public let input: Operand
  /// Another of `types`, same count; must not overlap the input.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, into output: Operand) {
    precondition(
      input.count == output.count && input.type != output.type
        && Self.types.contains(input.type) && Self.types.contains(output.type),
      "convert of \(input.count) \(input.type) elements into \(output.count) \(output.type)")
    self.input = input
    self.output = output
  }

  public var signature: String {
    "convert \(input.count) \(input.type.rawValue) to \(output.type.rawValue)"
  }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
