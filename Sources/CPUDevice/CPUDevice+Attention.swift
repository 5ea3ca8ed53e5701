internal import CKernels
internal import Devices
internal import NumericsContract

// Attention: cut into heads and, where heads are few, into blocks of queries or keys.
extension CPUDevice {
  func attention(_ entry: Attention) {
    let shape = entry.shape
    let attention = unsafe lockstep_attention(
      shape, entry.query, entry.key, entry.value, mask: entry.mask, dense: entry.output,
      probabilities: entry.probabilities)
    let (reals, size) = unsafe (reals(entry.output.type), entry.output.type.byteCount)
    unsafe withUnsafePointer(to: attention) { attention in
      let blocks = AttentionBlocks(shape, rows: shape.queries)
      let slot = unsafe reals.pointee.attention_query_scratch(attention) * size
      let scratch = unsafe scratch(byteCount: blocks.tasks * slot)
      workers.run(tasks: blocks.tasks) { task in
        blocks.each(in: task) { head, rows in
          unsafe reals.pointee.attention(
            attention, head, rows.lowerBound, rows.upperBound, scratch + task * slot)
        }
      }
    }
  }

  func attentionGradient(_ entry: AttentionGradient) {
    let (shape, type) = (entry.shape, entry.upstream.type)
    let (reals, size) = unsafe (reals(type), type.byteCount)
    var attention = unsafe lockstep_attention(
      shape, entry.query, entry.key, entry.value, mask: entry.mask, dense: entry.upstream,
      probabilities: entry.probabilities)
    unsafe attention.dq_stride = entry.queryGradient.stride
    unsafe attention.dk_stride = entry.keyGradient.stride
    unsafe attention.dv_stride = entry.valueGradient.stride
    unsafe attention.dq = entry.queryGradient.operand.numbers(type)
    unsafe attention.dk = entry.keyGradient.operand.numbers(type)
    unsafe attention.dv = entry.valueGradient.operand.numbers(type)
    unsafe withUnsafePointer(to: attention) { attention in
      let queries = AttentionBlocks(shape, rows: shape.queries)
      let keys = AttentionBlocks(shape, rows: shape.keys)
      let querySlot = unsafe reals.pointee.attention_query_scratch(attention) * size
      let keySlot = unsafe reals.pointee.attention_key_scratch(attention) * size
      // ds of every head, because keys wait until all queries of their head are done.
      let pairs = shape.queries * shape.keys * size
      let all = shape.pairCount * size
      let ds = unsafe scratch(
        byteCount: all + max(queries.tasks * querySlot, keys.tasks * keySlot))
      let scratch = unsafe ds + all
      workers.run(tasks: queries.tasks) { task in
        queries.each(in: task) { head, rows in
          unsafe reals.pointee.attention_query_gradients(
            attention, head, rows.lowerBound, rows.upperBound, ds + head * pairs,
            scratch + task * querySlot)
        }
      }
      workers.run(tasks: keys.tasks) { task in
        keys.each(in: task) { head, rows in
          unsafe reals.pointee.attention_key_gradients(
            attention, head, rows.lowerBound, rows.upperBound, ds + head * pairs,
            scratch + task * keySlot)
        }
      }
    }
  }
}

extension lockstep_attention {
  /// The part that forward pass and gradient have in common; `dense` is o or its gradient.
  fileprivate init(
    _ shape: AttentionShape, _ query: TokenRows, _ key: TokenRows, _ value: TokenRows,
    mask: Operand?, dense: Operand, probabilities: Operand
  ) {
    let type = dense.type
    unsafe self.init(
      heads: shape.heads, queries: shape.queries, keys: shape.keys, size: shape.size,
      causal: shape.causal, scale: shape.scale,
      mask: mask.map { unsafe UnsafePointer($0.bytes.assumingMemoryBound(to: UInt8.self)) },
      q_stride: query.stride, k_stride: key.stride, v_stride: value.stride,
      q: query.operand.numbers(type), k: key.operand.numbers(type),
      v: value.operand.numbers(type), output: dense.numbers(type),
      probabilities: probabilities.numbers(type), dq_stride: 0, dk_stride: 0, dv_stride: 0,
      dq: nil, dk: nil, dv: nil)
  }
}
