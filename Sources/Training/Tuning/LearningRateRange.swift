import Optimizers

/// Which learning rates a range test tries, and when it gives up.
public struct LearningRateRange: Sendable, Equatable {
  /// How the rate grows from step to step.
  public enum Growth: String, Sendable, CaseIterable {
    /// By the same factor.
    case exponential
    /// By the same amount.
    case linear
  }

  /// The first step's rate.
  public let minimum: Double
  /// The last step's rate.
  public let maximum: Double
  /// Training steps, one for each rate.
  public let steps: Int
  /// How the rate grows.
  public let growth: Growth
  /// Weight β of the past in the smoothed loss.
  public let smoothing: Double
  /// The test ends early when the smoothed loss exceeds the best one so many times; nil for never.
  public let divergenceFactor: Double?

  /// Describes a range test.
  ///
  /// - Precondition: 0 < minimum < maximum, normal numbers whose quotient is finite; at least two steps; a
  ///   smoothing in 0 ..< 1 and a factor above 1.
  public init(
    minimum: Double = 1e-8, maximum: Double = 1, steps: Int = 100, growth: Growth = .exponential,
    smoothing: Double = 0.98, divergenceFactor: Double? = 4
  ) {
    precondition(
      minimum.isNormal && minimum > 0 && minimum < maximum && (maximum / minimum).isFinite
        && steps >= 2 && (0..<1).contains(smoothing) && divergenceFactor.map { $0 > 1 } ?? true,
      """
      a range test from \(minimum) to \(maximum) in \(steps) steps with smoothing \(smoothing) and \
      divergence factor \(divergenceFactor ?? .infinity): rates must be positive and rise, over two \
      steps at least, the smoothing lie in 0 ..< 1 and the factor above 1
      """)
    self.minimum = minimum
    self.maximum = maximum
    self.steps = steps
    self.growth = growth
    self.smoothing = smoothing
    self.divergenceFactor = divergenceFactor
  }

  /// The rates as a schedule of an optimizer whose own rate is the minimum.
  var schedule: LearningRateSchedule {
    switch growth {
    case .exponential: .exponential(factor: factor)
    case .linear: .linear(from: 1, to: maximum / minimum, count: steps - 1)
    }
  }

  /// The rate of each step.
  var rates: [Double] {
    var rates = [minimum]
    rates.reserveCapacity(steps)
    for index in 1..<steps {
      rates.append(
        schedule.rate(base: minimum, at: index, after: (index - 1, rates[index - 1])))
    }
    return rates
  }

  /// Base rates of an optimizer's groups: the first group begins at the minimum, the others keep their
  /// ratio to it.
  func bases(of rates: [Double]) -> [Double] {
    rates.map { rates[0] > 0 ? minimum * ($0 / rates[0]) : minimum }
  }

  /// The largest factor with which the running product that starts at the minimum is at most the maximum
  /// at the last step.
  ///
  /// Rounded products never fall when a factor grows, so bisection over the bits finds it: a root without
  /// a logarithm, the same on every machine.
  private var factor: Double {
    var (low, high) = ((1.0).bitPattern, (maximum / minimum).nextUp.bitPattern)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      var product = minimum
      for _ in 1..<steps where product <= maximum { product *= Double(bitPattern: middle) }
      if product <= maximum { low = middle } else { high = middle }
    }
    return Double(bitPattern: low)
  }
}
