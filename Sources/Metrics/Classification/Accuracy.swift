/// The share of samples whose label is the likeliest class, or one of the `topK` likeliest (NUM-143).
///
/// **Inputs** Scores `[…, classes]`, one score `[…]` of two classes, or class indices `[…]`; and labels
/// `[…]`.
///
/// **Numerics** hits ÷ samples, rounded once; NaN of no samples. Classes come in the order in which
/// `argmax` would take them: NaN first, then by falling score, equal ones by index.
///
/// The mean of the classes' own accuracies is the macro average of recall, see `ClassScore`.
public struct Accuracy: StatisticMetric {
  public var statistic: HitCounts
  public let identity: String

  /// Creates the metric.
  ///
  /// - Parameters:
  ///   - topK: How many classes a sample may name.
  ///   - threshold: One score above it says class 1 of two.
  ///   - ignoredLabel: The label of samples that do not count.
  public init(topK: Int = 1, threshold: Float = 0.5, ignoredLabel: Int32? = nil) {
    let decision = ClassDecision(threshold: threshold, ignoredLabel: ignoredLabel)
    statistic = HitCounts(topK: topK, decision: decision)
    identity = "accuracy(topK: \(topK), \(decision.settings))"
  }

  public var values: [(suffix: String, value: Double)] {
    named([ratio(statistic.hits, statistic.samples)])
  }
}
