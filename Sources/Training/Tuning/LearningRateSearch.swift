/// What a learning-rate range test found: rates, losses, and the rate at which the loss fell fastest.
///
/// **Numerics** All numbers are binary64 made of + − × ÷ alone, from losses that every device computes alike:
/// the result has the same bits on every device, for any number of threads.
///
/// - Reference: L. N. Smith, "Cyclical learning rates for training neural networks", 2017.
public struct LearningRateSearch: Sendable, Equatable {
  /// Rates of the steps done, ascending.
  public let rates: [Double]
  /// Loss of each step, before its update: the mean over its micro-batches.
  public internal(set) var losses: [Double] = []
  /// The losses' exponential average, corrected for its start at 0.
  public internal(set) var smoothedLosses: [Double] = []
  /// Whether the loss diverged before the last rate.
  public internal(set) var hasDiverged = false

  /// The rate at the steepest fall of the smoothed loss, without the first ten steps and the last; nil when
  /// fewer than two steps are left.
  public var suggestion: Double? { suggestion(skippingFirst: 10, last: 1) }

  /// The rate at the steepest fall of the smoothed loss.
  ///
  /// The slope is a difference by step, central but for the ends: where rates grow by a factor, it is the slope
  /// over the logarithm of the rate. Of equal ones the first counts; steps whose loss is no number do not.
  ///
  /// - Parameters:
  ///   - first: Steps at the start that do not count: there the average has seen little.
  ///   - last: Steps at the end that do not count: there the loss rises.
  /// - Returns: nil when fewer than two steps are left.
  /// - Precondition: counts that are not negative.
  public func suggestion(skippingFirst first: Int, last: Int) -> Double? {
    precondition(
      first >= 0 && last >= 0, "a suggestion without the first \(first) and last \(last) steps")
    let places = smoothedLosses.indices.dropFirst(first).dropLast(last)
      .filter { smoothedLosses[$0].isFinite }
    guard places.count >= 2 else { return nil }
    var best: (slope: Double, place: Int)?
    for (index, place) in places.enumerated() {
      let (left, right) = (places[max(0, index - 1)], places[min(places.count - 1, index + 1)])
      let slope = (smoothedLosses[right] - smoothedLosses[left]) / Double(right - left)
      if slope < best?.slope ?? .infinity { best = (slope, place) }
    }
    return best.map { rates[$0.place] }
  }
}
