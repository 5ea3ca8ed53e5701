/// `y = x · wᵀ + bias`: a composite of `Matmul` and `AddRow` that a device may fuse.
public struct LinearForward: CatalogueEntry {
  /// Rows of x.
  public let m: Int
  /// Output features.
  public let n: Int
  /// Input features.
  public let k: Int
  /// binary32 or binary64 [m, k].
  public let input: Operand
  /// Same type [n, k].
  public let weight: Operand
  /// Same type [n].
  public let bias: Operand
  /// Same type [m, n]; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ input: Operand, weight: Operand, bias: Operand, m: Int, n: Int, k: Int,
    into output: Operand
  ) {
    self.m = m
    self.n = n
    self.k = k
    self.input = input
    self.weight = weight
    self.bias = bias
    self.output = output
    precondition(
      input.count == m * k && weight.count == n * k && bias.count == n && output.count == m * n,
      """
      linear [\(m), \(k)] → [\(m), \(n)]: input \(input.count), weight \(weight.count), \
      bias \(bias.count), output \(output.count) elements
      """)
  }

  public var signature: String { "linear \(m)x\(n)x\(k)\(output.typeLabel)" }
  public var inputs: [Operand] { [input, weight, bias] }
  public var floatingPointOperations: Int { (2 * k + 1) * m * n }
  public var outputs: [Operand] { [output] }
  public var constituents: [Operation]? {
    [
      .matmul(Matmul(input, weight, m: m, n: n, k: k, transposeB: true, into: output)),
      .addRow(AddRow(output, row: bias, rows: m, columns: n, into: output)),
    ]
  }
}
