internal import NumericsContract

/// Mean and variance of every column of a matrix (NUM-110).
///
/// Per column over rows ascending: `μ = mean rule; dᵢ = xᵢ − μ; v = (sum rule of dᵢ·dᵢ, the square
/// rounded) ÷ RN32(m)`. Without rows both are NaN.
public struct BatchStatistics: CatalogueEntry {
  /// Number of rows m.
  public let rows: Int
  /// Number of columns n.
  public let columns: Int
  /// binary32 or binary64 [m, n].
  public let input: Operand
  /// μ, of the same type [n].
  public let mean: Operand
  /// v, of the same type [n].
  public let variance: Operand

  /// Creates the operation.
  public init(_ input: Operand, rows: Int, columns: Int, mean: Operand, variance: Operand) {
    precondition(
      input.count == rows * columns && mean.count == columns && variance.count == columns
        && input.type.isComputed && mean.type == input.type && variance.type == input.type,
      """
      batchStatistics of [\(rows), \(columns)]: input \(input.count), mean \(mean.count), \
      variance \(variance.count) elements
      """)
    self.rows = rows
    self.columns = columns
    self.input = input
    self.mean = mean
    self.variance = variance
  }

  public var signature: String { "batchStatistics \(rows)x\(columns)\(input.typeLabel)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [mean, variance] }
}
