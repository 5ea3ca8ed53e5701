/// Gradients of `Attention` with respect to queries, keys and values (NUM-050).
///
/// Over present pairs only: `dv = pᵀ·do; dp = do·vᵀ; t = sum rule of the rounded dpⱼ·pⱼ;
/// dsⱼ = (pⱼ · (dpⱼ − t)) · RN32(scale); dq = ds·k; dk = dsᵀ·q`, products by the product rule.
public struct AttentionGradient: CatalogueEntry {
  /// Sizes, causality and scale.
  public let shape: AttentionShape
  /// q of the forward pass.
  public let query: TokenRows
  /// k of the forward pass.
  public let key: TokenRows
  /// v of the forward pass.
  public let value: TokenRows
  /// The mask of the forward pass.
  public let mask: Operand?
  /// p of the forward pass.
  public let probabilities: Operand
  /// do, binary32 or binary64 [batch, queries, heads, size].
  public let upstream: Operand
  /// dq, laid out like q; the three gradients may interleave but not overlap.
  public let queryGradient: TokenRows
  /// dk, laid out like k.
  public let keyGradient: TokenRows
  /// dv, laid out like v.
  public let valueGradient: TokenRows

  /// Creates the operation.
  public init(
    _ shape: AttentionShape, query: TokenRows, key: TokenRows, value: TokenRows, mask: Operand?,
    probabilities: Operand, upstream: Operand, queryGradient: TokenRows, keyGradient: TokenRows,
    valueGradient: TokenRows
  ) {
    shape.requireFit(
      "attentionGradient", query: [query, queryGradient],
      key: [key, value, keyGradient, valueGradient], mask: mask, probabilities: probabilities,
      dense: upstream)
    self.shape = shape
    self.query = query
    self.key = key
    self.value = value
    self.mask = mask
    self.probabilities = probabilities
    self.upstream = upstream
    self.queryGradient = queryGradient
    self.keyGradient = keyGradient
    self.valueGradient = valueGradient
  }

  public var signature: String {
    "attentionGradient \(shape.signature)\(upstream.typeLabel)\(mask == nil ? "" : " masked")"
  }
  public var inputs: [Operand] {
    [query.operand, key.operand, value.operand, probabilities, upstream]
      + (mask.map { [$0] } ?? [])
  }
  public var floatingPointOperations: Int { shape.pairCount * (8 * shape.size + 3) }
  public var outputs: [Operand] {
    [queryGradient.operand, keyGradient.operand, valueGradient.operand]
  }
}
