internal import Devices
internal import NumericsContract

// NUM-050. A pair of a query and a key that is absent is left out wherever it would take part.

extension AttentionShape {
  /// Whether key j is present for query i of a batch.
  fileprivate func isPresent(_ mask: [Bool]?, _ b: Int, _ i: Int, _ j: Int) -> Bool {
    !(causal && j > i) && mask?[b * keys + j] != false
  }

  /// Place of the first element of a head in a token's row.
  fileprivate func start(_ token: Int, _ head: Int, stride: Int) -> Int {
    token * stride + head * size
  }
}

extension TokenRows {
  /// One head of one token.
  fileprivate func head<Number: ElementFloat>(
    _ head: Int, of token: Int, _ shape: AttentionShape
  ) -> [Number] {
    let start = shape.start(token, head, stride: stride)
    let element = operand.offset + start
    let run = Operand(operand.storage, type: operand.type, offset: element, count: shape.size)
    return run.elements()
  }

  fileprivate func store<Number: ElementFloat>(
    _ values: [Number], _ head: Int, of token: Int, _ shape: AttentionShape
  ) {
    let element = operand.offset + shape.start(token, head, stride: stride)
    Operand(operand.storage, type: operand.type, offset: element, count: shape.size).store(values)
  }
}

extension Operand {
  /// The elements of a bool operand.
  fileprivate var truths: [Bool] {
    guard count > 0 else { return [] }
    return unsafe UnsafeRawBufferPointer(start: bytes, count: count).map { $0 != 0 }
  }
}

private func dot<Number: ElementFloat>(_ a: [Number], _ b: [Number]) -> Number {
  product(a.count, present: { _ in true }, { a[$0] }, { b[$0] })
}

/// Column c of Σ a(p) · rows[p].
private func combination<Number: ElementFloat>(
  _ rows: [[Number]], size: Int, present: (Int) -> Bool, _ a: (Int) -> Number
) -> [Number] {
  (0..<size).map { c in product(rows.count, present: present, a) { rows[$0][c] } }
}

extension Attention {
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let mask = mask?.truths
    let (queries, keys) = (shape.queries, shape.keys)
    let factor = Number(shape.scale)
    var outputs = [Number](repeating: 0, count: output.count)
    var all: [Number] = []
    for b in 0..<shape.batch {
      for h in 0..<shape.heads {
        let k: [[Number]] = (0..<keys).map { key.head(h, of: b * keys + $0, shape) }
        let v: [[Number]] = (0..<keys).map { value.head(h, of: b * keys + $0, shape) }
        for i in 0..<queries {
          let q: [Number] = query.head(h, of: b * queries + i, shape)
          let there = (0..<keys).filter { shape.isPresent(mask, b, i, $0) }
          var p = [Number](repeating: 0, count: keys)
          if !there.isEmpty {
            var s = p
            for j in there { s[j] = dot(q, k[j]) * factor }
            let m = there.dropFirst().reduce(s[there[0]]) { Number.ieeeMaximum($0, s[$1]) }
            for j in there { p[j] = Number.naturalExponential(s[j] - m) }
            let sum = SumOrder.sum(p)
            for j in there { p[j] /= sum }
          }
          all += p
          let o = combination(
            v, size: shape.size, present: { shape.isPresent(mask, b, i, $0) }, { p[$0] })
          let start = shape.start(b * queries + i, h, stride: shape.width)
          outputs.replaceSubrange(start..<start + shape.size, with: o)
        }
      }
    }
    output.store(outputs)
    probabilities.store(all)
  }
}

extension AttentionGradient {
  func compute() { compute(upstream.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let mask = mask?.truths
    let all = probabilities.elements(type)
    let dense = TokenRows(upstream, stride: shape.width)
    for b in 0..<shape.batch {
      for h in 0..<shape.heads {
        let start = (b * shape.heads + h) * shape.queries * shape.keys
        let p = Array(all[start..<start + shape.queries * shape.keys])
        gradients(b, h, p, upstream: dense) { i, j in shape.isPresent(mask, b, i, j) }
      }
    }
  }

  /// The gradients of one head in one batch.
  private func gradients<Number: ElementFloat>(
    _ b: Int, _ h: Int, _ p: [Number], upstream: TokenRows, present: (Int, Int) -> Bool
  ) {
    let (queries, keys) = (shape.queries, shape.keys)
    let factor = Number(shape.scale)
    let q: [[Number]] = (0..<queries).map { query.head(h, of: b * queries + $0, shape) }
    let dy: [[Number]] = (0..<queries).map { upstream.head(h, of: b * queries + $0, shape) }
    let k: [[Number]] = (0..<keys).map { key.head(h, of: b * keys + $0, shape) }
    let v: [[Number]] = (0..<keys).map { value.head(h, of: b * keys + $0, shape) }
    var ds = p
    for i in 0..<queries {
      let there = (0..<keys).filter { present(i, $0) }
      var dp = [Number](repeating: 0, count: keys)
      var products = dp
      for j in there {
        dp[j] = dot(dy[i], v[j])
        products[j] = dp[j] * p[i * keys + j]
      }
      let t = SumOrder.sum(products)
      for j in there { ds[i * keys + j] = (p[i * keys + j] * (dp[j] - t)) * factor }
      let dq = combination(
        k, size: shape.size, present: { present(i, $0) }, { ds[i * keys + $0] })
      queryGradient.store(dq, h, of: b * queries + i, shape)
    }
    for j in 0..<keys {
      let dv = combination(
        dy, size: shape.size, present: { present($0, j) }, { p[$0 * keys + j] })
      let dk = combination(
        q, size: shape.size, present: { present($0, j) }, { ds[$0 * keys + j] })
      valueGradient.store(dv, h, of: b * keys + j, shape)
      keyGradient.store(dk, h, of: b * keys + j, shape)
    }
  }
}
