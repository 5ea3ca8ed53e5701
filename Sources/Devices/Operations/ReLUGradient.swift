/// `dx = x > 0 ? dy : +0`, and NaN where x is NaN (NUM-011).
///
/// `y = relu(x)` may be given in place of `x`: it is positive or NaN exactly where x is.
public struct ReLUGradient: CatalogueEntry {
  /// The function's input or its output, binary32.
  public let value: Operand
  /// Upstream gradient, binary32, same count.
  public let upstream: Operand
  /// binary32, same count; may be `upstream` itself.
  public let output: Operand

  /// Creates the operation.
  public init(value: Operand, upstream: Operand, into output: Operand) {
    precondition(
      value.count == upstream.count && value.count == output.count,
      "reluGradient of \(value.count) and \(upstream.count) elements into \(output.count)")
    self.value = value
    self.upstream = upstream
    self.output = output
  }

  public var signature: String { "reluGradient \(output.count)" }
  public var inputs: [Operand] { [value, upstream] }
  public var outputs: [Operand] { [output] }
}
