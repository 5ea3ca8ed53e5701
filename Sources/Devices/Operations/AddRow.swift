/// `y[i, j] = x[i, j] + row[j]`: a bias, one addition after the last panel (NUM-008).
public struct AddRow: CatalogueEntry {
  /// Number of rows m.
  public let rows: Int
  /// Number of columns n.
  public let columns: Int
  /// binary32 [m, n].
  public let input: Operand
  /// binary32 [n].
  public let row: Operand
  /// binary32 [m, n]; may be the input itself.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, row: Operand, rows: Int, columns: Int, into output: Operand) {
    precondition(
      input.count == rows * columns && output.count == rows * columns && row.count == columns,
      "addRow of [\(rows), \(columns)]: \(input.count) elements and a row of \(row.count)")
    self.rows = rows
    self.columns = columns
    self.input = input
    self.row = row
    self.output = output
  }

  public var signature: String { "addRow \(rows)x\(columns)" }
  public var inputs: [Operand] { [input, row] }
  public var outputs: [Operand] { [output] }
}
