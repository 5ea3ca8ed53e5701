import Devices
import NumericsContract

extension GoldenVector {
  /// The operations of vectors of batch norm; nil for any other.
  func normalizationBuilder() throws -> ConformanceCase.Builder? {
    let n = integers
    let h = try scalars.indices.map { try scalar($0) }
    switch operation {
    case "batchStatistics":
      return { x, y in
        [
          .batchStatistics(
            BatchStatistics(x[0], rows: n[0], columns: n[1], mean: y[0], variance: y[1]))
        ]
      }
    case "batchNorm":
      return { x, y in
        [
          .batchNorm(
            BatchNormForward(
              x[0], mean: x[1], variance: x[2], gamma: x[3], beta: x[4], epsilon: h[0],
              rows: n[0], columns: n[1], into: y[0]))
        ]
      }
    case "batchNormGradient":
      return { x, y in
        [
          .batchNormGradient(
            BatchNormGradient(
              upstream: x[0], input: x[1], mean: x[2], variance: x[3], gamma: x[4], epsilon: h[0],
              rows: n[0], columns: n[1], into: y[0], gammaGradient: y[1], betaGradient: y[2]))
        ]
      }
    default: return nil
    }
  }
}
