internal import NumericsContract

/// `y[p] = table[indices[p]]`, whole rows, byte for byte; NaN where the index is out of range
/// (NUM-085), 0 where the type has none (NUM-092).
public struct Gather: CatalogueEntry {
  /// Rows of the table.
  public let rows: Int
  /// Elements of a row.
  public let columns: Int
  /// Any type [rows, columns].
  public let table: Operand
  /// int32 [n].
  public let indices: Operand
  /// Same type [n, columns]; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ table: Operand, at indices: Operand, rows: Int, columns: Int, into output: Operand
  ) {
    precondition(
      table.count == rows * columns && indices.type == .int32
        && output.count == indices.count * columns && table.type == output.type,
      """
      gather of \(indices.count) \(indices.type) indices from [\(rows), \(columns)]: a table of \
      \(table.count) into \(output.count) elements
      """)
    self.rows = rows
    self.columns = columns
    self.table = table
    self.indices = indices
    self.output = output
  }

  public var signature: String { "gather \(indices.count) of \(rows)x\(columns)\(table.typeLabel)" }
  public var inputs: [Operand] { [table, indices] }
  public var outputs: [Operand] { [output] }
}
