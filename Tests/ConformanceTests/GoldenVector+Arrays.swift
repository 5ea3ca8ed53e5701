import Devices
import NumericsContract

extension GoldenVector {
  /// The operations of vectors of moved rows and elements; nil for any other.
  func arrayBuilder() -> ConformanceCase.Builder? {
    let n = integers
    switch operation {
    case "gather":
      return { [.gather(Gather($0[0], at: $0[1], rows: n[0], columns: n[1], into: $1[0]))] }
    case "scatterAdd":
      return {
        [.scatterAdd(ScatterAdd($0[0], at: $0[1], rows: n[0], columns: n[1], into: $1[0]))]
      }
    case "permute":
      // The shape, then the order.
      let (shape, order) = (Array(n[..<(n.count / 2)]), Array(n[(n.count / 2)...]))
      let from = Self.strides(shape)
      let to = Self.strides(order.map { shape[$0] })
      let axes = order.indices.map {
        CopyAxis(
          count: shape[order[$0]], inputStride: from[order[$0]], outputStride: to[$0])
      }
      return { [.copy(Copy($0[0], into: $1[0], axes: axes))] }
    case "convert": return { [.convert(Convert($0[0], into: $1[0]))] }
    case "batchedMatmul":
      return {
        [
          .matmul(
            Matmul(
              $0[0], $0[1], batch: n[0], repeatsA: n[1] == 1, repeatsB: n[2] == 1, m: n[3],
              n: n[4], k: n[5], transposeA: n[6] == 1, transposeB: n[7] == 1, into: $1[0]))
        ]
      }
    default: return nil
    }
  }

  /// Strides of a row-major array.
  private static func strides(_ shape: [Int]) -> [Int] {
    shape.indices.map { axis in shape[(axis + 1)...].reduce(1, *) }
  }
}
