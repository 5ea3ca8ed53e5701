/// Normalises each row to mean 0 and variance 1, then scales and shifts (NUM-015).
///
/// Per row of n: `μ = mean rule; dⱼ = xⱼ − μ; v = (sum rule of dⱼ·dⱼ, the square rounded) ÷ RN32(n);
/// r = 1 ÷ √(v + RN32(epsilon)); x̂ⱼ = dⱼ · r; yⱼ = fma(x̂ⱼ, γⱼ, βⱼ)`.
///
/// Without a shift it is RMS norm (NUM-118), which does not center: `v = (sum rule of the rounded
/// xⱼ·xⱼ) ÷ RN32(n); r as above; x̂ⱼ = xⱼ · r; yⱼ = x̂ⱼ · γⱼ`.
public struct LayerNormForward: CatalogueEntry {
  /// Number of rows m.
  public let rows: Int
  /// Features n, at least 1.
  public let columns: Int
  /// Host scalar.
  public let epsilon: Double
  /// binary32 or binary64 [m, n].
  public let input: Operand
  /// Scale γ, of the same type [n].
  public let gamma: Operand
  /// Shift β, of the same type [n]; nil for RMS norm.
  public let beta: Operand?
  /// y, of the same type [m, n].
  public let output: Operand
  /// x̂, of the same type [m, n], kept for the gradient.
  public let normalized: Operand
  /// r, of the same type [m], kept for the gradient.
  public let inverse: Operand

  /// Creates the operation.
  public init(
    _ input: Operand, gamma: Operand, beta: Operand?, epsilon: Double, rows: Int, columns: Int,
    into output: Operand, normalized: Operand, inverse: Operand
  ) {
    precondition(
      columns >= 1 && input.count == rows * columns && gamma.count == columns
        && (beta?.count ?? columns) == columns && output.count == rows * columns
        && normalized.count == rows * columns && inverse.count == rows
        && input.type.isComputed && gamma.type == input.type
        && (beta?.type ?? gamma.type) == input.type && output.type == input.type
        && normalized.type == input.type && inverse.type == input.type,
      """
      layerNorm of [\(rows), \(columns)]: input \(input.count), gamma \(gamma.count), \
      beta \(beta?.count ?? 0), output \(output.count) elements
      """)
    self.rows = rows
    self.columns = columns
    self.epsilon = epsilon
    self.input = input
    self.gamma = gamma
    self.beta = beta
    self.output = output
    self.normalized = normalized
    self.inverse = inverse
  }

  public var signature: String {
    "\(beta == nil ? "rmsNorm" : "layerNorm") \(rows)x\(columns)\(input.typeLabel)"
  }
  public var inputs: [Operand] { [input, gamma] + (beta.map { [$0] } ?? []) }
  public var outputs: [Operand] { [output, normalized, inverse] }
}
