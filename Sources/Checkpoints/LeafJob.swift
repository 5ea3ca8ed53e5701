/// One leaf of one dataset.
struct LeafJob: Sendable {
  /// The position of the dataset among those that are hashed.
  let dataset: Int
  /// The position of the leaf in the dataset.
  let index: Int
  /// The bytes under the leaf, counted from the start of the dataset.
  let range: Range<Int>

  /// The jobs of datasets, in order.
  static func all(byteCounts: [Int]) -> [LeafJob] {
    byteCounts.enumerated().flatMap { dataset, byteCount in
      (0..<DigestTree.leafCount(byteCount: byteCount)).map { index in
        LeafJob(
          dataset: dataset, index: index,
          range: DigestTree.leafRange(index, byteCount: byteCount))
      }
    }
  }
}
