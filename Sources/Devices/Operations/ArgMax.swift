internal import NumericsContract

/// Index of each row's largest element: the first NaN, else the first equal to the maximum (NUM-010).
public struct ArgMax: CatalogueEntry {
  /// Number of rows m.
  public let rows: Int
  /// Elements of a row, at least 1.
  public let columns: Int
  /// binary32 [m, n].
  public let input: Operand
  /// int32 [m].
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, rows: Int, columns: Int, into output: Operand) {
    precondition(
      columns >= 1 && input.count == rows * columns && output.count == rows
        && output.type == .int32,
      "argmax of [\(rows), \(columns)]: \(input.count) elements into \(output.count)")
    self.rows = rows
    self.columns = columns
    self.input = input
    self.output = output
  }

  public var signature: String { "argmax \(rows)x\(columns)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
