internal import NumericsContract

/// `c[i, j] = Σₚ a[i, p] · b[p, j]` by the product rule (NUM-004).
///
/// p ascends in panels of 256; a panel is an fma chain from +0; the result is the first panel,
/// then one addition per further panel, left to right. k = 0 gives +0.
///
/// A batch is that many products of one size, each by itself; an operand that repeats is one matrix which
/// takes part in each of them (NUM-088).
public struct Matmul: CatalogueEntry {
  /// Number of products.
  public let batch: Int
  /// `a` is one matrix, the same for every product.
  public let repeatsA: Bool
  /// `b` is one matrix, the same for every product.
  public let repeatsB: Bool
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
  /// binary32 or binary64 [batch, m, k], or [batch, k, m] when transposed; without the batch when it repeats.
  public let a: Operand
  /// Same type [batch, k, n], or [batch, n, k] when transposed; without the batch when it repeats.
  public let b: Operand
  /// Same type [batch, m, n]; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ a: Operand, _ b: Operand, batch: Int = 1, repeatsA: Bool = false, repeatsB: Bool = false,
    m: Int, n: Int, k: Int, transposeA: Bool = false, transposeB: Bool = false,
    into output: Operand
  ) {
    precondition(
      a.count == (repeatsA ? 1 : batch) * m * k && b.count == (repeatsB ? 1 : batch) * k * n
        && output.count == batch * m * n && a.type == b.type && a.type == output.type
        && ElementType.computedFloats.contains(a.type),
      """
      matmul \(batch) times [\(m), \(k)] · [\(k), \(n)]: operands of \(a.count) \(a.type) and \
      \(b.count) \(b.type) elements into \(output.count) \(output.type)
      """)
    self.batch = batch
    self.repeatsA = repeatsA
    self.repeatsB = repeatsB
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
    let products = batch == 1 ? "" : "\(batch) of "
    let repeats = "\(repeatsA ? " one a" : "")\(repeatsB ? " one b" : "")"
    return "matmul \(products)\(m)x\(n)x\(k)\(transposeA ? " aT" : "")\(transposeB ? " bT" : "")"
      + repeats + output.typeLabel
  }
  public var inputs: [Operand] { [a, b] }
  public var floatingPointOperations: Int { 2 * batch * m * n * k }
  public var outputs: [Operand] { [output] }
}
