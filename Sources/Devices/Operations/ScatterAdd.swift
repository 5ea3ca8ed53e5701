internal import NumericsContract

/// `y[i] = Σ x[p]` over the positions p with indices[p] = i, whole rows: the gradient of `Gather`.
///
/// The sum rule over those positions in ascending order, the k-th of them its element k; +0 for a row
/// that no index names. An index out of range takes part in nothing (NUM-086).
public struct ScatterAdd: CatalogueEntry {
  /// Rows of the result.
  public let rows: Int
  /// Elements of a row.
  public let columns: Int
  /// binary32 or binary64 [n, columns].
  public let input: Operand
  /// int32 [n].
  public let indices: Operand
  /// Same type [rows, columns]; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ input: Operand, at indices: Operand, rows: Int, columns: Int, into output: Operand
  ) {
    precondition(
      output.count == rows * columns && indices.type == .int32
        && input.count == indices.count * columns && input.type == output.type
        && ElementType.computedFloats.contains(input.type),
      """
      scatterAdd of \(indices.count) \(indices.type) indices into [\(rows), \(columns)]: \
      \(input.count) \(input.type) into \(output.count) \(output.type) elements
      """)
    self.rows = rows
    self.columns = columns
    self.input = input
    self.indices = indices
    self.output = output
  }

  public var signature: String {
    "scatterAdd \(indices.count) into \(rows)x\(columns)\(output.typeLabel)"
  }
  public var inputs: [Operand] { [input, indices] }
  public var outputs: [Operand] { [output] }
}
