import Devices
import NumericsContract

extension GoldenVector {
  /// The operations of vectors of attention and recurrent cells; nil for any other.
  func sequenceBuilder() throws -> ConformanceCase.Builder? {
    let n = integers
    switch operation {
    case "attention":
      let shape = try attentionShape
      return { x, y in
        let rows = x.prefix(3).map { TokenRows($0, stride: shape.width) }
        return [
          .attention(
            Attention(
              shape, query: rows[0], key: rows[1], value: rows[2], mask: n[6] == 1 ? x[3] : nil,
              into: y[0], probabilities: y[1]))
        ]
      }
    case "attentionGradient":
      let shape = try attentionShape
      return { x, y in
        let rows = (x.prefix(3) + y).map { TokenRows($0, stride: shape.width) }
        return [
          .attentionGradient(
            AttentionGradient(
              shape, query: rows[0], key: rows[1], value: rows[2], mask: n[6] == 1 ? x[3] : nil,
              probabilities: x[x.count - 2], upstream: x[x.count - 1], queryGradient: rows[3],
              keyGradient: rows[4], valueGradient: rows[5]))
        ]
      }
    default: return nil
    }
  }

  private var attentionShape: AttentionShape {
    get throws {
      AttentionShape(
        batch: integers[0], queries: integers[1], keys: integers[2], heads: integers[3],
        size: integers[4], causal: integers[5] == 1, scale: try scalar(0))
    }
  }
}
