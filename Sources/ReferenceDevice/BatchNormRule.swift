internal import Devices
internal import NumericsContract

extension BatchStatistics {
  /// NUM-110.
  func compute() { compute(mean.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let x = input.elements(type)
    var means: [Number] = []
    var variances: [Number] = []
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
private func inverses<Number: ElementFloat>(_ variance: Operand, _ epsilon: Double) -> [Number] {
  let epsilon = Number(epsilon)
  return variance.elements(Number.self).map { 1 / ($0 + epsilon).squareRoot() }
}

extension BatchNormForward {
  /// NUM-111.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let mean = mean.elements(type)
    let r: [Number] = inverses(variance, epsilon)
    let (scale, shift) = (gamma.elements(type), beta.elements(type))
    output.store(
      input.elements(type).enumerated().map { place, x in
        let j = place % columns
        return Number.fused((x - mean[j]) * r[j], scale[j], shift[j])
      })
  }
}

extension BatchNormGradient {
  /// NUM-112.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let mean = mean.elements(type)
    let r: [Number] = inverses(variance, epsilon)
    let scale = gamma.elements(type)
    let dy = upstream.elements(type)
    let hat = input.elements(type).enumerated().map { place, x in
      (x - mean[place % columns]) * r[place % columns]
    }
    let shifts = (0..<columns).map { j in
      SumOrder.sum(count: rows) { i in dy[i * columns + j] }
    }
    let scales = (0..<columns).map { j in
      SumOrder.sum(count: rows) { i in dy[i * columns + j] * hat[i * columns + j] }
    }
    let count = Number(rows)
    output.store(
      dy.indices.map { place in
        let j = place % columns
        guard throughStatistics else { return dy[place] * (scale[j] * r[j]) }
        let (a, b) = (shifts[j] / count, scales[j] / count)
        return Number.fused(-hat[place], b, dy[place] - a) * (scale[j] * r[j])
      })
    gammaGradient.store(scales)
    betaGradient.store(shifts)
  }
}
