/// How often samples of each class were taken for each class.
///
/// **Inputs** Scores `[…, classes]`, one score `[…]` of two classes, or class indices `[…]`; and labels
/// `[…]`. Suffixes are `/label/class`, so `/0/1` counts samples of class 0 that were taken for class 1.
public struct ConfusionMatrix: StatisticMetric {
  public var statistic: ConfusionCounts
  public let identity: String

  /// Creates the metric.
  ///
  /// - Parameters:
  ///   - threshold: One score above it says class 1 of two.
  ///   - ignoredLabel: The label of samples that do not count.
  public init(classes: Int, threshold: Float = 0.5, ignoredLabel: Int32? = nil) {
    let decision = ClassDecision(threshold: threshold, ignoredLabel: ignoredLabel)
    statistic = ConfusionCounts(classes: classes, decision: decision)
    identity = "confusionMatrix(classes: \(classes), \(decision.settings))"
  }

  public var values: [(suffix: String, value: Double)] {
    (0..<statistic.classes).flatMap { label in
      (0..<statistic.classes).map { decided in
        ("/\(label)/\(decided)", Double(statistic[label: label, decided: decided]))
      }
    }
  }
}
