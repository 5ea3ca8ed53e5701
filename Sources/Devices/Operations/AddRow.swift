internal import NumericsContract

/// `y[i, j] = x[i, j] + row[j]`: a bias, one addition after the last panel (NUM-008).
public struct AddRow: CatalogueEntry {
  /// Number of rows m.
  public let rows: Int
  /// Number of columns n.
  public let columns: Int
  /// binary32 or binary64 [m, n].
  public let input: Operand
  /// Same type [n].
  public let row: Operand
  /// Same type [m, n]; may be the input itself.
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, row: Operand, rows: Int, columns: Int, into output: Operand) {
    precondition(
      input.count == rows * columns && output.count == rows * columns && row.count == columns
        && input.type == row.type && input.type == output.type
        && ElementType.computedFloats.contains(input.type),
      """
      addRow of [\(rows), \(columns)]: \(input.count) \(input.type) elements and a row of \
      \(row.count) \(row.type) into \(output.count) \(output.type)
      """)
    self.rows = rows
    self.columns = columns
    self.input = input
    self.row = row
    self.output = output
  }

  public var signature: String { "addRow \(rows)x\(columns)\(output.typeLabel)" }
  public var inputs: [Operand] { [input, row] }
  public var outputs: [Operand] { [output] }
}
