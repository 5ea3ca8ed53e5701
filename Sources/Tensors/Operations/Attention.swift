import Devices
import NumericsContract

/// Scaled dot-product attention, all heads at once (NUM-050).
///
/// A query's output is the mean of the values, weighted by the softmax of `scale · q·k` over the keys
/// that are present for it.
///
/// - Parameters:
///   - q: Queries, `[batch, queries, heads, size]`.
///   - k: Keys, `[batch, keys, heads, size]`.
///   - v: Values, `[batch, keys, heads, size]`.
///   - causal: Whether key j is absent for query i when j > i.
///   - mask: bool `[batch, keys]`, false where a key is absent for every query; nil for none.
///   - scale: Factor of the scores, 1 ÷ √size unless given.
/// - Returns: `[batch, queries, heads, size]`; +0 for a query without any key.
/// - Gradient: NUM-050, for q, k and v; absent pairs take no part.
/// - Precondition: the shapes fit, else the program stops naming them.
/// - Reference: A. Vaswani et al., "Attention is all you need", 2017, section 3.2.1.
public func scaledDotProductAttention(
  _ q: Tensor, _ k: Tensor, _ v: Tensor, causal: Bool = false, mask: Tensor? = nil,
  scale: Double? = nil
) -> Tensor {
  if q.isStored("scaledDotProductAttention", with: [k, v]) {
    return scaledDotProductAttention(
      q.widened, k.widened, v.widened, causal: causal, mask: mask, scale: scale
    ).narrowed(to: q.type)
  }
  if q.shape.rank != 4 || k.shape.rank != 4 || k.shape != v.shape || q.shape[0] != k.shape[0]
    || q.shape[2] != k.shape[2] || q.shape[3] != k.shape[3] || q.shape[2] == 0 || q.shape[3] == 0
  {
    q.dispatcher.refuse(
      "scaledDotProductAttention",
      "queries of shape \(q.shape), keys of shape \(k.shape) and values of shape \(v.shape) do "
        + "not fit; expected [batch, queries, heads, size] and twice [batch, keys, heads, size]")
  }
  let shape = AttentionShape(
    batch: q.shape[0], queries: q.shape[1], keys: k.shape[1], heads: q.shape[2],
    size: q.shape[3], causal: causal, scale: scale)
  let width = shape.width
  let rows = [q, k, v].map { TokenRows($0.operand, stride: width) }
  let (output, probabilities) = attend(shape, rows, mask: mask, on: q, to: q.shape)
  let shapes = [q.shape, k.shape, v.shape]
  return output.recorded(from: q, k, v) { upstream in
    let gradients = shapes.map { upstream.sibling($0) }
    attendGradient(
      shape, rows, mask: mask, probabilities: probabilities, upstream: upstream,
      into: gradients.map { TokenRows($0.operand, stride: width) })
    return gradients
  }
}

extension Tensor {
  /// Self-attention of a joint projection that holds queries, keys and values side by side.
  ///
  /// The three are read where they are, and their gradients are written into one tensor of the same
  /// layout: nothing is split, permuted or joined.
  ///
  /// - Shapes: `[batch, tokens, 3 · d]`, read as `[batch, tokens, 3, heads, d ÷ heads]` →
  ///   `[batch, tokens, d]`; mask bool `[batch, tokens]`.
  /// - Gradient: NUM-050.
  /// - Precondition: 3 · heads divides the last axis, else the program stops naming the shape.
  public func packedAttention(
    heads: Int, causal: Bool = false, mask: Tensor? = nil, scale: Double? = nil
  ) -> Tensor {
    if isStored("packedAttention") {
      return widened.packedAttention(heads: heads, causal: causal, mask: mask, scale: scale)
        .narrowed(to: type)
    }
    if shape.rank != 3 || heads < 1 || shape[2] == 0 || shape[2] % (3 * heads) != 0 {
      dispatcher.refuse(
        "packedAttention",
        "input of shape \(shape) does not fit \(heads) heads; expected [batch, tokens, 3 · d] "
          + "with d a multiple of the heads")
    }
    let (batch, tokens, width) = (shape[0], shape[1], shape[2] / 3)
    let sizes = AttentionShape(
      batch: batch, queries: tokens, keys: tokens, heads: heads, size: width / heads,
      causal: causal, scale: scale)
    let rows = packedRows(width: width)
    let (output, probabilities) = attend(
      sizes, rows, mask: mask, on: self, to: [batch, tokens, width])
    let packed = shape
    return output.recorded(from: self) { upstream in
      let gradient = upstream.sibling(packed)
      attendGradient(
        sizes, rows, mask: mask, probabilities: probabilities, upstream: upstream,
        into: gradient.packedRows(width: width))
      return [gradient]
    }
  }

  /// Queries, keys and values of a joint projection.
  private func packedRows(width: Int) -> [TokenRows] {
    let tokens = shape[0] * shape[1]
    return (0..<3).map { part in
      let run = Operand(
        operand.storage, type: operand.type,
        offset: operand.offset + (tokens > 0 ? part * width : 0),
        count: tokens > 0 ? (tokens - 1) * 3 * width + width : 0)
      return TokenRows(run, stride: 3 * width)
    }
  }
}

/// Performs the forward operation; `rows` are those of q, k and v.
private func attend(
  _ shape: AttentionShape, _ rows: [TokenRows], mask: Tensor?, on place: Tensor, to output: Shape
) -> (output: Tensor, probabilities: Tensor) {
  if let mask, mask.shape != [shape.batch, shape.keys] || mask.type != .bool {
    place.dispatcher.refuse(
      "attention",
      "\(mask.type.rawValue) mask of shape \(mask.shape); expected bool "
        + "[\(shape.batch), \(shape.keys)]")
  }
  let result = place.sibling(output)
  let probabilities = place.sibling([shape.batch, shape.heads, shape.queries, shape.keys])
  place.dispatcher.perform(
    .attention(
      Attention(
        shape, query: rows[0], key: rows[1], value: rows[2], mask: mask?.operand,
        into: result.operand, probabilities: probabilities.operand)))
  return (result, probabilities)
}

private func attendGradient(
  _ shape: AttentionShape, _ rows: [TokenRows], mask: Tensor?, probabilities: Tensor,
  upstream: Tensor, into gradients: [TokenRows]
) {
  upstream.dispatcher.perform(
    .attentionGradient(
      AttentionGradient(
        shape, query: rows[0], key: rows[1], value: rows[2], mask: mask?.operand,
        probabilities: probabilities.operand, upstream: upstream.operand,
        queryGradient: gradients[0], keyGradient: gradients[1], valueGradient: gradients[2])))
}
