import HDF5
import NumericsContract

/// Files written through libhdf5, for the strict parser to read.
enum SampleFile {
  /// The smallest file that has every structure: attributes, groups, datasets, a continuation.
  static func small() throws -> [UInt8] {
    try compose(
      try Skeleton.build(
        attributes: [("format", .text("lockstep")), ("draft", .flag(true)), ("n", .integer(-2))],
        datasets: [
          DatasetPlan(path: "/aa/ab", type: .float32, shape: [3, 2]),
          DatasetPlan(path: "/aa/ac", type: .bfloat16, shape: [5]),
          DatasetPlan(path: "/bb", type: .int64, shape: []),
          DatasetPlan(path: "/cc", type: .bool, shape: [0, 4]),
        ], closing: { [DatasetPlan(path: "/zz/index", type: .uint8, shape: [$0.count])] }))
  }

  /// The whole file of a skeleton; the elements are bytes other than zero.
  static func compose(_ skeleton: Skeleton) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: skeleton.byteCount)
    for piece in skeleton.pieces {
      bytes.replaceSubrange(piece.offset..<(piece.offset + piece.bytes.count), with: piece.bytes)
    }
    for extent in skeleton.extents {
      let elements = (0..<extent.byteCount).map { UInt8(truncatingIfNeeded: $0 % 255 + 1) }
      bytes.replaceSubrange(extent.offset..<(extent.offset + extent.byteCount), with: elements)
    }
    return bytes
  }
}
