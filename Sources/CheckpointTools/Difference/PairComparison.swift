internal import Checkpoints
internal import NumericsContract
internal import TensorFiles

/// Compares the elements of pairs of tensors on all cores.
///
/// A job is one leaf of one pair, and a core takes eight jobs of one size and type at once, whose sixteen
/// leaves are hashed side by side. What the jobs give is joined in the order of the leaves, so figures do not
/// depend on the number of cores, nor does which damaged leaf an error names.
struct PairComparison: Sendable {
  /// How a pair is compared.
  enum Way: Sendable {
    /// Element by element.
    case elements
    /// Not at all, but read for the sake of its digests.
    case check
    /// Not at all: its digests are equal, or there is nothing to compare.
    case none
  }

  private struct Job: Sendable {
    let pair: Int
    let leaves: Range<Int>
  }

  private struct GroupKind: Hashable {
    let byteCount: Int
    let type: ElementType?
  }

  private let pairs: [TensorPairs.Pair]
  private let ways: [Way]
  private let a: TensorReader
  private let b: TensorReader
  private let countsBits: Bool

  /// Decides how to compare pairs; equal digests are enough unless everything is to be read.
  init(
    _ pairs: [TensorPairs.Pair], _ a: TensorReader, _ b: TensorReader, options: DifferenceOptions
  ) {
    self.pairs = pairs
    self.a = a
    self.b = b
    countsBits = options.countsBits
    ways = pairs.map { pair in
      guard let left = pair.a, let right = pair.b, left.hasSameElements(as: right) else {
        return options.readsAll ? .check : .none
      }
      guard !options.readsAll, let expected = a.leafDigests(of: left),
        let found = b.leafDigests(of: right), expected.elementsEqual(found)
      else { return .elements }
      return .none
    }
  }

  /// Compares, and returns the figures of each pair; nil for one that was not compared by elements.
  ///
  /// - Throws: `CheckpointToolError`: the first in order that a file gives.
  func figures() throws(CheckpointToolError) -> [ComparisonFigures?] {
    let jobs = jobs
    let groups = groups(jobs)
    let parts = try ParallelMap.run(count: groups.count) { group throws(CheckpointToolError) in
      try run(groups[group].map { jobs[$0] })
    }
    var figures: [ComparisonFigures?] = Array(repeating: nil, count: pairs.count)
    for (job, part) in zip(groups.joined(), parts.joined()).sorted(by: { $0.0 < $1.0 }) {
      guard let part else { continue }
      let pair = jobs[job].pair
      if figures[pair] == nil { figures[pair] = part } else { figures[pair]?.append(part) }
    }
    return figures
  }

  private var jobs: [Job] {
    pairs.indices.flatMap { index -> [Job] in
      guard case .elements = ways[index], let tensor = pairs[index].a else {
        return [Job(pair: index, leaves: 0..<0)]
      }
      let leaves = DigestTree.leafCount(byteCount: tensor.byteCount)
      // Compressed bytes come one after the other.
      let isSequential = tensor.offset == nil || pairs[index].b?.offset == nil
      guard leaves > 1, !isSequential else { return [Job(pair: index, leaves: 0..<leaves)] }
      return (0..<leaves).map { Job(pair: index, leaves: $0..<$0 + 1) }
    }
  }

  /// The positions of jobs that are done together: eight of one leaf each, or one.
  private func groups(_ jobs: [Job]) -> [[Int]] {
    var groups: [[Int]] = []
    var open: [GroupKind: [Int]] = [:]
    for (position, job) in jobs.enumerated() {
      guard let kind = kind(of: job) else {
        groups.append([position])
        continue
      }
      open[kind, default: []].append(position)
      if let full = open[kind], full.count == SHA256Lanes.count / 2 {
        groups.append(full)
        open[kind] = nil
      }
    }
    return groups + open.values.joined().sorted().map { [$0] }
  }

  /// What jobs must have in common to be done together; nil for one that is done alone.
  private func kind(of job: Job) -> GroupKind? {
    guard job.leaves.count == 1, let left = pairs[job.pair].a, let right = pairs[job.pair].b,
      a.leafDigests(of: left) != nil, b.leafDigests(of: right) != nil
    else { return nil }
    let range = DigestTree.leafRange(job.leaves.lowerBound, byteCount: left.byteCount)
    return GroupKind(byteCount: range.count, type: left.type)
  }

  private func run(_ jobs: [Job]) throws(CheckpointToolError) -> [ComparisonFigures?] {
    let pair = pairs[jobs[0].pair]
    switch ways[jobs[0].pair] {
    case .none: return [nil]
    case .check:
      if let tensor = pair.a { try a.check(tensor) }
      if let tensor = pair.b { try b.check(tensor) }
      return [nil]
    case .elements:
      var pass = Pass(comparison: self, jobs: jobs)
      // Elements that are no numbers known here are compared as bytes.
      return try (pair.a?.type ?? .uint8).accept(&pass)
    }
  }

  private struct Pass: ElementVisitor {
    typealias Result = [ComparisonFigures?]
    typealias Failure = CheckpointToolError

    let comparison: PairComparison
    let jobs: [Job]

    func visit<Element: StoredElement>(
      _: Element.Type
    ) throws(CheckpointToolError) -> [ComparisonFigures?] {
      var comparisons = jobs.map { _ in
        TensorComparison<Element>(countsBits: comparison.countsBits)
      }
      // Where there are several jobs, each has one leaf.
      for leaf in 0..<jobs[0].leaves.count {
        var pieces = LeafPieces(
          jobs.flatMap { comparison.leaves($0, $0.leaves.lowerBound + leaf) })
        while let next = try pieces.next() {
          for job in jobs.indices { comparisons[job].add(next[2 * job], next[2 * job + 1]) }
        }
      }
      return comparisons.map(\.figures)
    }
  }

  /// A leaf of both tensors of a job.
  private func leaves(_ job: Job, _ index: Int) -> [StoredLeaf] {
    guard let left = pairs[job.pair].a, let right = pairs[job.pair].b else { return [] }
    return [a.leaf(index, of: left), b.leaf(index, of: right)]
  }
}

extension StoredTensor {
  /// Whether elements of two tensors have counterparts.
  func hasSameElements(as other: StoredTensor) -> Bool {
    typeName == other.typeName && shape == other.shape && byteCount == other.byteCount
  }
}
