import Devices
import NumericsContract

extension CatalogueRow {
  /// Copies at strides: permutations, parts of rows, repetitions, and holes on either side.
  static var stridedCopies: [ConformanceCase] {
    let permutations: [(shape: [Int], order: [Int])] = [
      ([1, 1], [1, 0]), ([5, 7], [1, 0]), ([8, 8], [1, 0]), ([16, 33], [1, 0]),
      ([33, 17], [1, 0]), ([64, 65], [1, 0]), ([70, 130], [1, 0]), ([3, 0], [1, 0]),
      ([3, 17, 9], [0, 2, 1]), ([3, 17, 9], [2, 1, 0]), ([3, 17, 9], [1, 0, 2]),
      ([3, 17, 9], [1, 2, 0]), ([3, 17, 9], [2, 0, 1]), ([2, 3, 4, 5], [0, 2, 1, 3]),
      ([2, 3, 4, 5], [3, 1, 2, 0]), ([2, 3, 2, 3, 2, 9], [5, 3, 1, 4, 2, 0]),
      // Large enough to be shared: between planes, and between strips of rows.
      ([40, 31, 33], [0, 2, 1]), ([300, 131], [1, 0]), ([5, 130, 9, 7], [2, 1, 0, 3]),
    ]
    let axes: [[CopyAxis]] = [
      // A part of rows, out of holes and into holes; every second and every third element.
      [axis(5, 9, 4), axis(4, 1, 1)],
      [axis(5, 4, 9), axis(4, 1, 1)],
      [axis(7, 2, 1)], [axis(7, 1, 3)], [axis(40, 33, 70), axis(33, 1, 2)],
      [axis(40, 66, 33), axis(33, 2, 1)], [axis(70, 1, 33), axis(33, 71, 1)],
      // The same elements again and again.
      [axis(9, 0, 17), axis(17, 1, 1)], [axis(17, 1, 9), axis(9, 0, 1)], [axis(3, 0, 1)],
      [axis(2, 12, 60), axis(5, 0, 12), axis(12, 1, 1)], [],
    ]
    let permuted = permutations.flatMap { shape, order in
      [ElementType.uint8, .bfloat16, .float32, .float64].map { type in
        copy(permutation(of: shape, by: order), type)
      }
    }
    return permuted + axes.flatMap { axes in [.int16, .float32, .int64].map { copy(axes, $0) } }
  }

  private static func axis(_ count: Int, _ input: Int, _ output: Int) -> CopyAxis {
    CopyAxis(count: count, inputStride: input, outputStride: output)
  }

  private static func permutation(of shape: [Int], by order: [Int]) -> [CopyAxis] {
    func strides(_ shape: [Int]) -> [Int] {
      shape.indices.map { axis in shape[(axis + 1)...].reduce(1, *) }
    }
    let (from, to) = (strides(shape), strides(order.map { shape[$0] }))
    return order.indices.map { axis(shape[order[$0]], from[order[$0]], to[$0]) }
  }

  private static func copy(_ axes: [CopyAxis], _ type: ElementType) -> ConformanceCase {
    let bytes = (0..<axes.inputSpan * type.byteCount).map {
      UInt8(truncatingIfNeeded: ($0 &* 0x9E37_79B9) >> 13)
    }
    let strides = "\(axes.map(\.inputStride)) to \(axes.map(\.outputStride))"
    return ConformanceCase(
      "copy \(axes.map(\.count)) \(type) from \(strides)", [HostArray(type, bytes: bytes)],
      into: [.fresh(type, axes.outputSpan)], isExact: true
    ) { [.copy(Copy($0[0], into: $1[0], axes: axes))] }
  }
}
