internal import NumericsContract

/// Scaled dot-product attention of all heads (NUM-050).
///
/// Per batch, head and query i over the keys j that are present for it:
/// `sⱼ = (product rule of q[i]·k[j]) · RN32(scale); m = max sⱼ; eⱼ = exp(sⱼ − m);
/// pⱼ = eⱼ ÷ (sum rule of e); o[i] = product rule of pⱼ·v[j]`. A key is absent when `causal` and
/// j > i, or when the mask is 0 there; absent keys take no part, their probability is +0, and a query
/// without any key gets +0.
public struct Attention: CatalogueEntry {
  /// Sizes, causality and scale.
  public let shape: AttentionShape
  /// q, binary32 or binary64 [batch, queries, heads, size].
  public let query: TokenRows
  /// k, of the same type [batch, keys, heads, size].
  public let key: TokenRows
  /// v, of the same type [batch, keys, heads, size].
  public let value: TokenRows
  /// bool [batch, keys], 0 where a key is absent; nil when all are present.
  public let mask: Operand?
  /// o, of the same type [batch, queries, heads, size]; must not overlap an input.
  public let output: Operand
  /// p, of the same type [batch, heads, queries, keys], kept for the gradient.
  public let probabilities: Operand

  /// Creates the operation.
  public init(
    _ shape: AttentionShape, query: TokenRows, key: TokenRows, value: TokenRows, mask: Operand?,
    into output: Operand, probabilities: Operand
  ) {
    shape.requireFit(
      "attention", query: [query], key: [key, value], mask: mask, probabilities: probabilities,
      dense: output)
    self.shape = shape
    self.query = query
    self.key = key
    self.value = value
    self.mask = mask
    self.output = output
    self.probabilities = probabilities
  }

  public var signature: String {
    "attention \(shape.signature)\(output.typeLabel)\(mask == nil ? "" : " masked")"
  }
  public var inputs: [Operand] {
    [query.operand, key.operand, value.operand] + (mask.map { [$0] } ?? [])
  }
  public var floatingPointOperations: Int { shape.pairCount * (4 * shape.size + 3) }
  public var outputs: [Operand] { [output, probabilities] }
}
