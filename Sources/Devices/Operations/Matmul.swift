/// `c[i, j] = Σₚ a[i, p] · b[p, j]` by the product rule (NUM-004).
///
/// p ascends in panels of 256; a panel is an fma chain from +0; the result is the first panel,
/// then one addition per further panel, left to right. k = 0 gives +0.
public struct Matmul: CatalogueEntry {
  /// Rows of the result.
  public let m: Int
  /// Columns of the result.
  public let n: Int
  /// Inner size.
  public let k: Int
  /// `a` is stored as [k, m].
  public let transposeA: Bool
  /// `b` is stored as [n, k].
  public let transposeB: Bool
  /// binary32 [m, k], or [k, m] when transposed.
  public let a: Operand
  /// binary32 [k, n], or [n, k] when transposed.
  public let b: Operand
  /// binary32 [m, n]; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ a: Operand, _ b: Operand, m: Int, n: Int, k: Int,
    transposeA: Bool = false, transposeB: Bool = false, into output: Operand
  ) {
    precondition(
      a.count == m * k && b.count == k * n && output.count == m * n,
      """
      matmul [\(m), \(k)] · [\(k), \(n)]: operands of \(a.count) and \(b.count) elements \
      into \(output.count)
      """)
    self.m = m
    self.n = n
    self.k = k
    self.transposeA = transposeA
    self.transposeB = transposeB
    self.a = a
    self.b = b
    self.output = output
  }

  public var signature: String {
    "matmul \(m)x\(n)x\(k)\(transposeA ? " aT" : "")\(transposeB ? " bT" : "")"
  }
  public var inputs: [Operand] { [a, b] }
  public var outputs: [Operand] { [output] }
}
