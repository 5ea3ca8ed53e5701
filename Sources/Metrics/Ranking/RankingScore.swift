import NumericsContract

/// How well scores put the samples of a class before those of others.
///
///     let auroc = RankingScore(.areaUnderROC, classes: 10)
///
/// **Inputs** One score `[…]` of two classes, the higher the likelier class 1; or scores
/// `[…, classes]`, where each class is held against all others; and labels `[…]`.
///
/// **Numerics** From counts for each distinct score (NUM-146, NUM-147). A NaN among the scores of a
/// sample that counts makes all values NaN.
public struct RankingScore: StatisticMetric {
  /// A number between 0 and 1 that an order of samples has.
  public enum Formula: String, Sendable {
    /// The share of pairs of a positive and a negative sample in which the positive one has the higher
    /// score; a tie is half a pair. It is the area under the receiver operating characteristic.
    case areaUnderROC
    /// The mean, over positive samples, of the precision down to their score.
    case averagePrecision
  }

  public var statistic: ScoreCounts
  public let identity: String
  private let formula: Formula
  private let average: ClassAverage

  /// Creates the metric.
  ///
  /// - Parameters:
  ///   - classes: Number of classes; nil for one score of two classes.
  ///   - average: How classes become one: macro, weighted or perClass. Classes without positive samples,
  ///     or without negative ones for the area, are undefined, which is NaN, and do not count.
  ///   - ignoredLabel: The label of samples that do not count.
  public init(
    _ formula: Formula, classes: Int? = nil, average: ClassAverage = .macro,
    ignoredLabel: Int32? = nil
  ) {
    precondition(
      [.macro, .weighted, .perClass].contains(average), "the \(average) average of \(formula)")
    precondition(
      classes != nil || average == .macro, "the \(average) average of one score of two classes")
    statistic = ScoreCounts(classes: classes, ignoredLabel: ignoredLabel)
    self.formula = formula
    self.average = average
    identity =
      "\(formula.rawValue)(classes: \(text(classes)), average: \(average.rawValue), "
      + "ignoredLabel: \(text(ignoredLabel)))"
  }

  public var values: [(suffix: String, value: Double)] {
    let isPerClass = average == .perClass
    if statistic.nanCount > 0 {
      let count = isPerClass ? statistic.histograms.count : 1
      return named(Array(repeating: nil, count: count), perClass: isPerClass)
    }
    let classes = statistic.histograms.map { histogram in
      let bins = histogram.bins
      let result = formula == .areaUnderROC ? area(bins) : averagePrecision(bins)
      return (result: result, support: bins.reduce(0) { $0 + $1.positives })
    }
    if isPerClass { return named(classes.map(\.result), perClass: true) }
    return named([
      Rational.mean(
        of: classes.compactMap { result, support in
          result.map { ($0, weight: average == .weighted ? support : 1) }
        })
    ])
  }

  private func area(_ bins: [ScoreHistogram.Bin]) -> Rational? {
    // Halves of pairs: counts are below 2⁵⁴, so products and sums fit.
    var (positives, negatives, halves) = (UInt128(0), UInt128(0), UInt128(0))
    for bin in bins {
      halves += UInt128(bin.positives) * (2 * negatives + UInt128(bin.negatives))
      positives += UInt128(bin.positives)
      negatives += UInt128(bin.negatives)
    }
    let pairs = positives * negatives
    return pairs == 0 ? nil : Rational(halves) / Rational(2 * pairs)
  }

  private func averagePrecision(_ bins: [ScoreHistogram.Bin]) -> Rational? {
    var (positives, samples): (UInt64, UInt64) = (0, 0)
    var sum = ExactSum()
    for bin in bins.reversed() {
      positives += bin.positives
      samples += bin.positives + bin.negatives
      sum.add(Double(bin.positives) * (Double(positives) / Double(samples)))
    }
    return positives == 0 ? nil : sum.rational / Rational(positives)
  }
}
