internal import NumericsContract

/// Sizes of an attention and what its queries may see (NUM-050).
public struct AttentionShape: Sendable {
  /// Independent sequences.
  public let batch: Int
  /// Tokens of a sequence that ask.
  public let queries: Int
  /// Tokens of a sequence that are asked.
  public let keys: Int
  /// Heads, at least 1.
  public let heads: Int
  /// Elements of a head, at least 1.
  public let size: Int
  /// Key j is absent for query i when j > i.
  public let causal: Bool
  /// Host scalar that scores are multiplied by.
  public let scale: Double

  /// Creates a shape; `scale` is 1 ÷ √size unless given.
  ///
  /// - Precondition: there are heads and each has elements; no size is negative.
  public init(
    batch: Int, queries: Int, keys: Int, heads: Int, size: Int, causal: Bool,
    scale: Double? = nil
  ) {
    precondition(
      batch >= 0 && queries >= 0 && keys >= 0 && heads >= 1 && size >= 1,
      "attention of \(batch)x\(queries)x\(keys) with \(heads) heads of \(size) elements")
    self.batch = batch
    self.queries = queries
    self.keys = keys
    self.heads = heads
    self.size = size
    self.causal = causal
    self.scale = scale ?? 1 / Double(size).squareRoot()
  }

  /// Elements of a token.
  public var width: Int { heads * size }

  /// Number of probabilities, [batch, heads, queries, keys].
  public var pairCount: Int { batch * heads * queries * keys }

  /// Such as `16x64x64 heads 4x32 causal`.
  var signature: String {
    "\(batch)x\(queries)x\(keys) heads \(heads)x\(size)\(causal ? " causal" : "")"
  }

  func requireFit(
    _ operation: String, query: [TokenRows], key: [TokenRows], mask: Operand?,
    probabilities: Operand, dense: Operand
  ) {
    let maskFits = mask.map { $0.count == batch * keys && $0.type == .bool } ?? true
    precondition(
      query.allSatisfy { $0.holds(tokens: batch * queries, width: width, of: dense.type) }
        && key.allSatisfy { $0.holds(tokens: batch * keys, width: width, of: dense.type) }
        && maskFits && dense.type.isComputed && probabilities.type == dense.type
        && probabilities.count == pairCount && dense.count == batch * queries * width,
      """
      \(operation) \(signature): query side \(query.map(\.operand.count)) with strides \
      \(query.map(\.stride)), key side \(key.map(\.operand.count)) with strides \
      \(key.map(\.stride)), mask \(mask?.count ?? 0), probabilities \(probabilities.count), \
      output or upstream \(dense.count) \(dense.type.rawValue) elements
      """)
  }
}
