internal import Devices
internal import NumericsContract

extension LayerNormForward {
  /// NUM-015, or NUM-118 without a shift.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let x = input.elements(type)
    let scale = gamma.elements(type)
    let shift = beta?.elements(type)
    let epsilon = Number(epsilon)
    var outputs: [Number] = []
    var normalized: [Number] = []
    var inverses: [Number] = []
    for row in 0..<rows {
      let x = Array(x[row * columns..<(row + 1) * columns])
      let mean = SumOrder.mean(count: columns) { x[$0] }
      let d = shift == nil ? x : x.map { $0 - mean }
      let v = SumOrder.mean(count: columns) { d[$0] * d[$0] }
      let r = 1 / (v + epsilon).squareRoot()
      let hat = d.map { $0 * r }
      normalized += hat
      inverses.append(r)
      outputs += hat.indices.map { j in
        shift.map { Number.fused(hat[j], scale[j], $0[j]) } ?? hat[j] * scale[j]
      }
    }
    output.store(outputs)
    self.normalized.store(normalized)
    inverse.store(inverses)
  }
}

extension LayerNormGradient {
  /// NUM-016, or NUM-118 without centering.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let dy = upstream.elements(type)
    let scale = gamma.elements(type)
    let hat = normalized.elements(type)
    let r = inverse.elements(type)
    var gradient: [Number] = []
    for row in 0..<rows {
      let start = row * columns
      let h = (0..<columns).map { j in dy[start + j] * scale[j] }
      let a = SumOrder.mean(count: columns) { h[$0] }
      let b = SumOrder.mean(count: columns) { h[$0] * hat[start + $0] }
      gradient += (0..<columns).map { j in
        Number.fused(-hat[start + j], b, isCentered ? h[j] - a : h[j]) * r[row]
      }
    }
    output.store(gradient)
  }
}
