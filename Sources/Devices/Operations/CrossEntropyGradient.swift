/// `dx[i, j] = (p[i, j] − onehot) · g`, `g = upstream ÷ RN32(rows)` (NUM-014).
///
/// The subtraction of onehot is one IEEE subtraction of 1 at the label and of +0 elsewhere. A label outside
/// [0, n) makes its row NaN. With label smoothing and ignored rows, or with an upstream gradient for each
/// row: NUM-081.
public struct CrossEntropyGradient: CatalogueEntry {
  /// Number of rows m.
  public let rows: Int
  /// Number of classes n.
  public let classes: Int
  /// binary32 or binary64 [m, n], from `CrossEntropy`.
  public let probabilities: Operand
  /// int32 [m].
  public let labels: Operand
  /// One of the same type, the gradient of the mean loss; or of the same type [m], those of the losses of the rows.
  public let upstream: Operand
  /// Whether the upstream gradient is one of each row, and not of their mean.
  public let isPerRow: Bool
  /// Label smoothing, ignored rows.
  public let options: TargetOptions
  /// Of the same type [m, n]; may be `probabilities` itself.
  public let output: Operand

  /// Creates the operation.
  public init(
    probabilities: Operand, labels: Operand, upstream: Operand, rows: Int, classes: Int,
    isPerRow: Bool = false, options: TargetOptions = .plain, into output: Operand
  ) {
    precondition(
      probabilities.count == rows * classes && labels.count == rows
        && upstream.count == (isPerRow ? rows : 1)
        && output.count == rows * classes
        && probabilities.type.isComputed && upstream.type == probabilities.type
        && output.type == probabilities.type,
      """
      crossEntropyGradient of [\(rows), \(classes)]: probabilities \(probabilities.count), \
      labels \(labels.count), upstream \(upstream.count), output \(output.count) elements
      """)
    self.rows = rows
    self.classes = classes
    self.probabilities = probabilities
    self.labels = labels
    self.upstream = upstream
    self.isPerRow = isPerRow
    self.options = options
    self.output = output
  }

  public var signature: String {
    "crossEntropyGradient \(rows)x\(classes)\(isPerRow ? " per row" : "")\(options.label)"
      + output.typeLabel
  }
  public var inputs: [Operand] { [probabilities, labels, upstream] }
  public var outputs: [Operand] { [output] }
}
