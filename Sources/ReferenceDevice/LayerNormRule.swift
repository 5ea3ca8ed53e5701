internal import CScalarMath
internal import Devices
internal import NumericsContract

extension LayerNormForward {
  /// NUM-015, or NUM-118 without a shift.
  func compute() {
    let x = input.floats
    let scale = gamma.floats
    let shift = beta?.floats
    let epsilon = Float(epsilon)
    var outputs: [Float] = []
    var normalized: [Float] = []
    var inverses: [Float] = []
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
        shift.map { lockstep_fma_f32(hat[j], scale[j], $0[j]) } ?? hat[j] * scale[j]
      }
    }
    output.store(outputs)
    self.normalized.store(normalized)
    inverse.store(inverses)
  }
}

extension LayerNormGradient {
  /// NUM-016, or NUM-118 without centering.
  func compute() {
    let dy = upstream.floats
    let scale = gamma.floats
    let hat = normalized.floats
    let r = inverse.floats
    var gradient: [Float] = []
    for row in 0..<rows {
      let start = row * columns
      let h = (0..<columns).map { j in dy[start + j] * scale[j] }
      let a = SumOrder.mean(count: columns) { h[$0] }
      let b = SumOrder.mean(count: columns) { h[$0] * hat[start + $0] }
      gradient += (0..<columns).map { j in
        lockstep_fma_f32(-hat[start + j], b, isCentered ? h[j] - a : h[j]) * r[row]
      }
    }
    output.store(gradient)
  }
}
