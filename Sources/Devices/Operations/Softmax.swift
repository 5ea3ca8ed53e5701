/// Softmax, or its logarithm, of each row (NUM-079, NUM-080).
///
/// Per row: `m = max xⱼ; eⱼ = exp(xⱼ − m); s = Σ eⱼ` by the sum rule; softmax is `eⱼ ÷ s`, log-softmax
/// `(xⱼ − m) − log s`, each operation rounded.
public struct Softmax: CatalogueEntry {
  /// The functions.
  public enum Function: String, Sendable, CaseIterable {
    case softmax, logSoftmax
  }

  /// Which function.
  public let function: Function
  /// Number of rows m.
  public let rows: Int
  /// Elements of a row n, at least 1.
  public let columns: Int
  /// binary32 or binary64 [m, n].
  public let input: Operand
  /// Of the same type [m, n]; may be the input itself.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ function: Function, _ input: Operand, rows: Int, columns: Int, into output: Operand
  ) {
    precondition(
      columns >= 1 && input.count == rows * columns && output.count == rows * columns
        && input.type.isComputed && output.type == input.type,
      """
      \(function) of [\(rows), \(columns)]: \(input.count) \(input.type) elements into \
      \(output.count) \(output.type)
      """)
    self.function = function
    self.rows = rows
    self.columns = columns
    self.input = input
    self.output = output
  }

  public var signature: String { "\(function) \(rows)x\(columns)\(input.typeLabel)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
