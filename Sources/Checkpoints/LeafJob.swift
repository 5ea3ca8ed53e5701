internal import NumericsContract

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

  /// Runs `body` for every job, on all cores, and returns the results in the order of the jobs.
  ///
  /// - Throws: The error of the first job in order that failed.
  static func run<Failure: Error>(
    _ jobs: [LeafJob], _ body: @Sendable (LeafJob) throws(Failure) -> SHA256Digest
  ) throws(Failure) -> [SHA256Digest] {
    try ParallelMap.run(count: jobs.count) { position throws(Failure) in try body(jobs[position]) }
  }
}
