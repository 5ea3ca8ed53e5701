import NumericsContract

/// How many negative and positive samples have each distinct score.
struct ScoreHistogram: Sendable {
  /// Samples of one score.
  struct Bin: Sendable, Equatable {
    let score: Float
    var negatives: UInt64
    var positives: UInt64
  }

  /// Bins with rising scores.
  private var sorted: [Bin] = []
  /// Samples that wait until there are as many as bins, so that all sorting together stays cheap.
  private var waiting: [Bin] = []

  /// One bin for each distinct score, scores rising; −0 and +0 are one score.
  var bins: [Bin] { waiting.isEmpty ? sorted : ScoreHistogram.joined(sorted + waiting) }

  init(bins: [Bin] = []) {
    sorted = bins
  }

  /// Adds a sample; the score is a number.
  mutating func add(_ score: Float, isPositive: Bool) {
    // −0 + 0 is +0.
    waiting.append(
      Bin(score: score + 0, negatives: isPositive ? 0 : 1, positives: isPositive ? 1 : 0))
    if waiting.count >= max(4096, sorted.count) { settle() }
  }

  /// Adds another histogram.
  mutating func merge(_ other: ScoreHistogram) {
    waiting += other.bins
    settle()
  }

  private mutating func settle() {
    sorted = bins
    waiting = []
  }

  private static func joined(_ bins: [Bin]) -> [Bin] {
    var joined: [Bin] = []
    for bin in bins.sorted(by: { $0.score < $1.score }) {
      if let last = joined.indices.last, joined[last].score == bin.score {
        joined[last].negatives += bin.negatives
        joined[last].positives += bin.positives
      } else {
        joined.append(bin)
      }
    }
    return joined
  }
}
