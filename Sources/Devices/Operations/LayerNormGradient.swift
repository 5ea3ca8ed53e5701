/// Gradient of `LayerNormForward` with respect to its input (NUM-016).
///
/// Per row: `hⱼ = dyⱼ · γⱼ; a = mean rule of h; b = mean rule of hⱼ·x̂ⱼ (the product rounded);
/// dxⱼ = fma(−x̂ⱼ, b, hⱼ − a) · r`; for RMS norm `dxⱼ = fma(−x̂ⱼ, b, hⱼ) · r` (NUM-118). (γ and β: products and column sums of the catalogue.)
public struct LayerNormGradient: CatalogueEntry {
  /// Number of rows m.
  public let rows: Int
  /// Features n.
  public let columns: Int
  /// Whether the mean was subtracted; it is not for RMS norm.
  public let isCentered: Bool
  /// dy, binary32 or binary64 [m, n].
  public let upstream: Operand
  /// γ, of the same type [n].
  public let gamma: Operand
  /// x̂, of the same type [m, n].
  public let normalized: Operand
  /// r, of the same type [m].
  public let inverse: Operand
  /// dx, of the same type [m, n]; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    upstream: Operand, gamma: Operand, normalized: Operand, inverse: Operand, rows: Int,
    columns: Int, isCentered: Bool = true, into output: Operand
  ) {
    precondition(
      upstream.count == rows * columns && gamma.count == columns
        && normalized.count == rows * columns && inverse.count == rows
        && output.count == rows * columns
        && upstream.type.isComputed && gamma.type == upstream.type
        && normalized.type == upstream.type && inverse.type == upstream.type
        && output.type == upstream.type,
      """
      layerNormGradient of [\(rows), \(columns)]: upstream \(upstream.count), \
      gamma \(gamma.count), normalized \(normalized.count), output \(output.count) elements
      """)
    self.rows = rows
    self.columns = columns
    self.isCentered = isCentered
    self.upstream = upstream
    self.gamma = gamma
    self.normalized = normalized
    self.inverse = inverse
    self.output = output
  }

  public var signature: String {
    "\(isCentered ? "layerNormGradient" : "rmsNormGradient") \(rows)x\(columns)\(output.typeLabel)"
  }
  public var inputs: [Operand] { [upstream, gamma, normalized, inverse] }
  public var outputs: [Operand] { [output] }
}
