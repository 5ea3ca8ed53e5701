import Devices
import NumericsContract

extension GoldenVector {
  /// The operations of vectors of pooling; nil for any other.
  func poolingBuilder() -> ConformanceCase.Builder? {
    let n = integers
    switch operation {
    case "pool":
      let (function, shape) = (poolFunction, poolShape)
      return { x, y in
        [.pool(Pool(function, shape, x[0], into: y[0], places: y.count > 1 ? y[1] : nil))]
      }
    case "poolGradient":
      let (function, shape) = (poolFunction, poolShape)
      return { x, y in
        [
          .poolGradient(
            PoolGradient(
              function, shape, upstream: x[0], places: n[0] == 0 ? x[1] : nil, into: y[0]))
        ]
      }
    default: return nil
    }
  }

  private var poolFunction: Pool.Function { Pool.Function.allCases[integers[0]] }

  private var poolShape: PoolShape {
    func axis(_ start: Int) -> PoolAxis {
      let n = integers[start..<start + 4].map { $0 }
      return n[1] == 0
        ? .adaptive(n[0], to: n[2]) : .strided(n[0], window: n[1], stride: n[2], padding: n[3])
    }
    return PoolShape(batch: integers[1], rows: axis(3), columns: axis(7), channels: integers[2])
  }
}
