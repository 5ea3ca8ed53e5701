/// `y[o, i] = Σᵣ x[o, r, i]` by the sum rule over r ascending (NUM-005).
///
/// Full sums have outer = inner = 1, row sums inner = 1, column sums outer = 1.
public struct Sum: CatalogueEntry {
  /// Elements before the summed axis.
  public let outer: Int
  /// Length of the summed axis; 0 gives +0.
  public let reduced: Int
  /// Elements after the summed axis.
  public let inner: Int
  /// binary32 [outer, reduced, inner].
  public let input: Operand
  /// binary32 [outer, inner].
  public let output: Operand

  /// Creates the operation.
  public init(_ input: Operand, outer: Int, reduced: Int, inner: Int, into output: Operand) {
    precondition(
      input.count == outer * reduced * inner && output.count == outer * inner,
      "sum of [\(outer), \(reduced), \(inner)]: \(input.count) elements into \(output.count)")
    self.outer = outer
    self.reduced = reduced
    self.inner = inner
    self.input = input
    self.output = output
  }

  public var signature: String { "sum \(outer)x\(reduced)x\(inner)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { [output] }
}
