import Devices
import NumericsContract

extension GoldenVector {
  /// The operations of vectors of batch, group and RMS norm; nil for any other.
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
      // A third integer says that the statistics are given.
      return { x, y in
        [
          .batchNormGradient(
            BatchNormGradient(
              upstream: x[0], input: x[1], mean: x[2], variance: x[3], gamma: x[4], epsilon: h[0],
              throughStatistics: n.count == 2, rows: n[0], columns: n[1], into: y[0],
              gammaGradient: y[1], betaGradient: y[2]))
        ]
      }
    case "groupNorm":
      let shape = GroupShape(batch: n[0], positions: n[1], groups: n[2], size: n[3])
      return { x, y in
        [
          .groupNorm(
            GroupNormForward(
              shape, x[0], gamma: x[1], beta: x[2], epsilon: h[0], into: y[0], normalized: y[1],
              inverse: y[2]))
        ]
      }
    case "groupNormGradient":
      let shape = GroupShape(batch: n[0], positions: n[1], groups: n[2], size: n[3])
      return { x, y in
        [
          .groupNormGradient(
            GroupNormGradient(
              shape, upstream: x[0], gamma: x[1], normalized: x[2], inverse: x[3], into: y[0]))
        ]
      }
    case "rmsNorm":
      return { x, y in
        [
          .layerNorm(
            LayerNormForward(
              x[0], gamma: x[1], beta: nil, epsilon: h[0], rows: n[0], columns: n[1], into: y[0],
              normalized: y[1], inverse: y[2]))
        ]
      }
    case "rmsNormGradient":
      return { x, y in
        [
          .layerNormGradient(
            LayerNormGradient(
              upstream: x[0], gamma: x[1], normalized: x[2], inverse: x[3], rows: n[0],
              columns: n[1], isCentered: false, into: y[0]))
        ]
      }
    default: return nil
    }
  }
}
