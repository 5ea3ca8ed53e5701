/// The mean of numbers, or of numbers that count with a weight each (NUM-150).
///
/// **Inputs** Numbers of any shape; optionally weights of the same shape.
///
/// **Numerics** Σ (number · weight) ÷ Σ weight, rounded once; NaN where the weights add up to 0.
public struct Mean: StatisticMetric {
  public var statistic = WeightedSum()
  public let identity = "mean"

  /// Creates the metric.
  public init() {}

  public var values: [(suffix: String, value: Double)] { [("", statistic.value)] }
}
