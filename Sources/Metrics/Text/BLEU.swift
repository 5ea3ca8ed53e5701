import NumericsContract

/// The likeness of texts to reference texts by their common n-grams, over a whole corpus (NUM-153).
///
/// **Inputs** Candidates int32 `[rows, length]`, then one or more references `[rows, length′]`; a row
/// holds the tokens of a text, filled up with the padding token.
///
/// **Numerics** Whole counts; one rounding of the real number. Without a common word the value is 0, as
/// without a common n-gram of some length when nothing is smoothed. (torchmetrics gives 0 there also
/// when it smooths, and takes the first of two references that are as near in length, not the shorter.)
///
/// **Reference** K. Papineni, S. Roukos, T. Ward, W.-J. Zhu, "BLEU: a method for automatic evaluation
/// of machine translation", 2002; smoothing by C.-Y. Lin, F. J. Och, "Automatic evaluation of machine
/// translation quality using longest common subsequence and skip-bigram statistics", 2004.
public struct BLEU: StatisticMetric {
  public var statistic: NgramCounts
  public let identity: String
  private let isSmoothed: Bool

  /// Creates the metric.
  ///
  /// - Parameters:
  ///   - maximum: n-grams have 1 to so many tokens.
  ///   - isSmoothed: Whether one match is added to those of n-grams with two tokens or more.
  ///   - padding: A token that is not part of a text.
  public init(upTo maximum: Int = 4, isSmoothed: Bool = false, padding: Int32? = nil) {
    statistic = NgramCounts(maximum: maximum, padding: padding)
    self.isSmoothed = isSmoothed
    identity = "bleu(upTo: \(maximum), isSmoothed: \(isSmoothed), padding: \(text(padding)))"
  }

  public var values: [(suffix: String, value: Double)] { [("", value)] }

  private var value: Double {
    if statistic.matches[0] == 0 { return 0 }
    var product = Rational(1)
    for (index, matches) in statistic.matches.enumerated() {
      let extra: UInt64 = isSmoothed && index > 0 ? 1 : 0
      guard let precision = ratio(matches + extra, statistic.ngrams[index] + extra) else {
        return 0
      }
      product = product * precision
    }
    let (candidates, references) = (statistic.ngrams[0], statistic.referenceLength)
    let shortfall =
      candidates < references
      ? (Rational(candidates) - Rational(references)) / Rational(candidates) : Rational(0)
    return product.rounded(root: statistic.matches.count, timesExponentialOf: shortfall)
  }
}
