/// `dx[i, j] = (p[i, j] − onehot) · g`, `g = upstream ÷ RN32(rows)` (NUM-014).
///
/// The subtraction of onehot is one IEEE subtraction of 1 at the label and of +0 elsewhere. A label outside
/// [0, n) makes its row NaN.
public struct CrossEntropyGradient: CatalogueEntry {
  /// Number of rows m.
  public let rows: Int
  /// Number of classes n.
  public let classes: Int
  /// binary32 [m, n], from `CrossEntropy`.
  public let probabilities: Operand
  /// int32 [m].
  public let labels: Operand
  /// One binary32: the gradient of the mean loss.
  public let upstream: Operand
  /// binary32 [m, n]; may be `probabilities` itself.
  public let output: Operand

  /// Creates the operation.
  public init(
    probabilities: Operand, labels: Operand, upstream: Operand, rows: Int, classes: Int,
    into output: Operand
  ) {
    precondition(
      probabilities.count == rows * classes && labels.count == rows && upstream.count == 1
        && output.count == rows * classes,
      """
      crossEntropyGradient of [\(rows), \(classes)]: probabilities \(probabilities.count), \
      labels \(labels.count), upstream \(upstream.count), output \(output.count) elements
      """)
    self.rows = rows
    self.classes = classes
    self.probabilities = probabilities
    self.labels = labels
    self.upstream = upstream
    self.output = output
  }

  public var signature: String { "crossEntropyGradient \(rows)x\(classes)" }
  public var inputs: [Operand] { [probabilities, labels, upstream] }
  public var outputs: [Operand] { [output] }
}
