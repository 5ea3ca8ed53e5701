internal import Glibc
internal import NumericsContract

/// Hashes many leaves on all cores, and on each core sixteen of one size side by side.
enum LeafDigests {
  /// Bytes of a leaf that are hashed at once, so that sixteen such pieces fit a core's cache.
  static let pieceByteCount = 1 << 16

  /// The digests of leaves, in the order of the jobs.
  ///
  /// - Parameters:
  ///   - jobs: The leaves.
  ///   - inSixteens: Whether leaves are hashed side by side; nil for what is faster here.
  ///   - piece: Gives bytes under a leaf, by their range in its dataset; it is asked for those of one leaf
  ///     in order, by one core.
  ///   - start: Called by a core with the leaves that it is about to hash.
  /// - Throws: What `start` and `piece` throw.
  static func of<Failure: Error>(
    _ jobs: [LeafJob], inSixteens: Bool? = nil,
    _ piece: @Sendable (LeafJob, Range<Int>) throws(Failure) -> ArraySlice<UInt8>,
    before start: (@Sendable ([LeafJob]) throws(Failure) -> Void)? = nil
  ) throws(Failure) -> [SHA256Digest] {
    let groups =
      inSixteens ?? sixteensAreFaster(jobs.count) ? sixteens(jobs) : jobs.indices.map { [$0] }
    let parts = try ParallelMap.run(count: groups.count) { group throws(Failure) in
      let members = groups[group].map { jobs[$0] }
      try start?(members)
      return members.count == SHA256Lanes.count
        ? try sideBySide(members, piece) : try oneByOne(members, piece)
    }
    return zip(groups.joined(), parts.joined()).sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// A sixteen keeps its core about as long as seven leaves one by one, so there must be enough for all.
  private static func sixteensAreFaster(_ jobCount: Int) -> Bool {
    SHA256Lanes.isFast && jobCount >= SHA256Lanes.count / 2 * sysconf(Int32(_SC_NPROCESSORS_ONLN))
  }

  /// Positions of jobs in sixteens of one size, the largest first, then single ones.
  private static func sixteens(_ jobs: [LeafJob]) -> [[Int]] {
    let count = SHA256Lanes.count
    let bySize = jobs.indices.sorted { a, b in
      (jobs[b].range.count, a) < (jobs[a].range.count, b)
    }
    var sixteens: [[Int]] = []
    var single: [[Int]] = []
    var start = 0
    while start < bySize.count {
      let last = start + count - 1
      // Sorted, so equal ends mean equal sizes between them.
      if last < bySize.count, jobs[bySize[start]].range.count == jobs[bySize[last]].range.count {
        sixteens.append(Array(bySize[start...last]))
        start += count
      } else {
        single.append([bySize[start]])
        start += 1
      }
    }
    return sixteens + single
  }

  private static func oneByOne<Failure: Error>(
    _ jobs: [LeafJob], _ piece: (LeafJob, Range<Int>) throws(Failure) -> ArraySlice<UInt8>
  ) throws(Failure) -> [SHA256Digest] {
    var digests: [SHA256Digest] = []
    for job in jobs {
      var hasher = DigestTree.leafHasher(job.index, byteCount: job.range.count)
      for start in stride(from: 0, to: job.range.count, by: pieceByteCount) {
        hasher.update(bytes: try piece(job, pieceRange(job, start)))
      }
      digests.append(hasher.finalize())
    }
    return digests
  }

  private static func sideBySide<Failure: Error>(
    _ jobs: [LeafJob], _ piece: (LeafJob, Range<Int>) throws(Failure) -> ArraySlice<UInt8>
  ) throws(Failure) -> [SHA256Digest] {
    var lanes = DigestTree.leafLanes(jobs.map(\.index), byteCount: jobs[0].range.count)
    for start in stride(from: 0, to: jobs[0].range.count, by: pieceByteCount) {
      var pieces: [ArraySlice<UInt8>] = []
      for job in jobs { pieces.append(try piece(job, pieceRange(job, start))) }
      lanes.update(pieces)
    }
    return lanes.finalize()
  }

  private static func pieceRange(_ job: LeafJob, _ start: Int) -> Range<Int> {
    let lower = job.range.lowerBound + start
    return lower..<min(lower + pieceByteCount, job.range.upperBound)
  }
}
