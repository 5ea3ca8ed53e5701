internal import CScalarMath
internal import Devices
internal import NumericsContract

extension BatchStatistics {
  /// NUM-110.
  func compute() {
    let x = input.floats
    var means: [Float] = []
    var variances: [Float] = []
    for j in 0..<columns {
      let mean = SumOrder.mean(count: rows) { x[$0 * columns + j] }
      let d = (0..<rows).map { x[$0 * columns + j] - mean }
      means.append(mean)
      variances.append(SumOrder.mean(count: rows) { d[$0] * d[$0] })
    }
    mean.store(means)
    variance.store(variances)
  }
}

/// r of every column.
private func inverses(_ variance: Operand, _ epsilon: Double) -> [Float] {
  let epsilon = Float(epsilon)
  return variance.floats.map { 1 / ($0 + epsilon).squareRoot() }
}

extension BatchNormForward {
  /// NUM-111.
  func compute() {
    let mean = mean.floats
    let r = inverses(variance, epsilon)
    let (scale, shift) = (gamma.floats, beta.floats)
    output.store(
      input.floats.enumerated().map { place, x in
        let j = place % columns
        return lockstep_fma_f32((x - mean[j]) * r[j], scale[j], shift[j])
      })
  }
}

extension BatchNormGradient {
  /// NUM-112.
  func compute() {
    let mean = mean.floats
    let r = inverses(variance, epsilon)
    let scale = gamma.floats
    let dy = upstream.floats
    let hat = input.floats.enumerated().map { place, x in
      (x - mean[place % columns]) * r[place % columns]
    }
    let shifts = (0..<columns).map { j in
      SumOrder.sum(count: rows) { i in dy[i * columns + j] }
    }
    let scales = (0..<columns).map { j in
      SumOrder.sum(count: rows) { i in dy[i * columns + j] * hat[i * columns + j] }
    }
    let count = Float(rows)
    output.store(
      dy.indices.map { place in
        let j = place % columns
        guard throughStatistics else { return dy[place] * (scale[j] * r[j]) }
        let (a, b) = (shifts[j] / count, scales[j] / count)
        return lockstep_fma_f32(-hat[place], b, dy[place] - a) * (scale[j] * r[j])
      })
    gammaGradient.store(scales)
    betaGradient.store(shifts)
  }
}
