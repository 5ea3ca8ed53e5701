internal import Checkpoints
internal import NumericsContract
internal import TensorFiles

/// Compares the elements of pairs of tensors on all cores.
///
/// A job is one leaf of one pair. What the jobs give is joined in the order of the leaves, so figures
/// do not depend on the number of cores, nor does which damaged leaf an error names.
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
    let parts = try ParallelMap.run(count: jobs.count) { index throws(CheckpointToolError) in
      try run(jobs[index])
    }
    var figures: [ComparisonFigures?] = Array(repeating: nil, count: pairs.count)
    for (job, part) in zip(jobs, parts) {
      guard let part else { continue }
      if figures[job.pair] == nil {
        figures[job.pair] = part
      } else {
        figures[job.pair]?.append(part)
      }
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

  private func run(_ job: Job) throws(CheckpointToolError) -> ComparisonFigures? {
    let pair = pairs[job.pair]
    switch ways[job.pair] {
    case .none: return nil
    case .check:
      if let tensor = pair.a { try a.check(tensor) }
      if let tensor = pair.b { try b.check(tensor) }
      return nil
    case .elements:
      guard let left = pair.a, let right = pair.b else { return nil }
      var pass = Pass(
        left: left, right: right, a: a, b: b, leaves: job.leaves, countsBits: countsBits)
      // Elements that are no numbers known here are compared as bytes.
      return try (left.type ?? .uint8).accept(&pass)
    }
  }

  private struct Pass: ElementVisitor {
    typealias Result = ComparisonFigures
    typealias Failure = CheckpointToolError

    let left: StoredTensor
    let right: StoredTensor
    let a: TensorReader
    let b: TensorReader
    let leaves: Range<Int>
    let countsBits: Bool

    func visit<Element: StoredElement>(
      _: Element.Type
    ) throws(CheckpointToolError) -> ComparisonFigures {
      var comparison = TensorComparison<Element>(countsBits: countsBits)
      for leaf in leaves {
        var piecesOfA = a.leaf(leaf, of: left)
        var piecesOfB = b.leaf(leaf, of: right)
        while let pieceOfA = try piecesOfA.next(), let pieceOfB = try piecesOfB.next() {
          comparison.add(pieceOfA, pieceOfB)
        }
      }
      return comparison.figures
    }
  }
}

extension StoredTensor {
  /// Whether elements of two tensors have counterparts.
  func hasSameElements(as other: StoredTensor) -> Bool {
    typeName == other.typeName && shape == other.shape && byteCount == other.byteCount
  }
}
