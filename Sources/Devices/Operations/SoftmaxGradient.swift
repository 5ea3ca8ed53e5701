/// The gradient of softmax or log-softmax, from its result y (NUM-079, NUM-080).
///
/// softmax: `t = Σ dyⱼ · yⱼ` by the sum rule over rounded products, `dxⱼ = yⱼ · (dyⱼ − t)`.
/// log-softmax: `t = Σ dyⱼ`, `dxⱼ = dyⱼ − exp(yⱼ) · t`.
public struct SoftmaxGradient: CatalogueEntry {
  /// Whose gradient.
  public let function: Softmax.Function
  /// Number of rows m.
  public let rows: Int
  /// Elements of a row n, at least 1.
  public let columns: Int
  /// The result y, binary32 or binary64 [m, n].
  public let value: Operand
  /// Of the same type [m, n].
  public let upstream: Operand
  /// Of the same type [m, n]; may be either input itself.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ function: Softmax.Function, value: Operand, upstream: Operand, rows: Int, columns: Int,
    into output: Operand
  ) {
    precondition(
      columns >= 1 && value.count == rows * columns && upstream.count == rows * columns
        && output.count == rows * columns && value.type.isComputed && upstream.type == value.type
        && output.type == value.type,
      """
      \(function)Gradient of [\(rows), \(columns)]: \(value.count) and \(upstream.count) elements \
      into \(output.count)
      """)
    self.function = function
    self.rows = rows
    self.columns = columns
    self.value = value
    self.upstream = upstream
    self.output = output
  }

  public var signature: String { "\(function)Gradient \(rows)x\(columns)\(value.typeLabel)" }
  public var inputs: [Operand] { [value, upstream] }
  public var outputs: [Operand] { [output] }
}
