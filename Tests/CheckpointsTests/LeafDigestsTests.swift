import NumericsContract
import Testing

@testable import Checkpoints

@Suite("Leaves on all cores")
struct LeafDigestsTests {
  private struct Refusal: Error, Equatable { let dataset: Int }

  /// Sixteens of one size, with some left over, sizes around a piece, and an array of several leaves.
  private static let byteCounts =
    Array(repeating: 100, count: 37) + [1, 5, 5] + Array(repeating: 131_072, count: 33)
    + Array(repeating: 131_073, count: 16) + [2 * DigestTree.leafByteCount + 9] + [0, 0, 3]

  private static func byte(_ dataset: Int, _ offset: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: 31 &* dataset &+ offset &+ offset >> 9)
  }

  @Test("CKPT-016: leaves hashed side by side have the digests of each alone, in the same order")
  func digests() {
    let contents = Self.byteCounts.enumerated().map { dataset, count in
      (0..<count).map { Self.byte(dataset, $0) }
    }
    let jobs = LeafJob.all(byteCounts: Self.byteCounts)
    let alone = jobs.map { DigestTree.leaf($0.index, contents[$0.dataset][$0.range]) }
    #expect(alone.count == 37 + 3 + 33 + 16 + 3 + 1)
    for inSixteens in [true, false] {
      let digests = LeafDigests.of(jobs, inSixteens: inSixteens) { job, range in
        contents[job.dataset][range]
      }
      #expect(digests == alone, "in sixteens: \(inSixteens)")
    }
  }

  @Test("An array that cannot be read ends the hashing with its error")
  func refusal() {
    let jobs = LeafJob.all(byteCounts: Self.byteCounts)
    for broken in [0, 36, 38, 50, 89] {
      #expect(throws: Refusal(dataset: broken)) {
        try LeafDigests.of(jobs, inSixteens: true) { job, range throws(Refusal) in
          guard job.dataset != broken else { throw Refusal(dataset: broken) }
          return ArraySlice(repeating: 0, count: range.count)
        }
      }
    }
  }
}
