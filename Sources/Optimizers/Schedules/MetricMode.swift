/// Which values of a metric are better.
public enum MetricMode: String, Sendable, CaseIterable {
  case min, max

  /// Worse than every other number.
  public var worst: Double { self == .min ? .infinity : -.infinity }

  /// Whether a value is strictly better than another, by more than a margin; NaN never is.
  public func isBetter(
    _ value: Double, than other: Double, by margin: Double = 0
  ) -> Bool {
    self == .min ? value < other - margin : value > other + margin
  }
}
