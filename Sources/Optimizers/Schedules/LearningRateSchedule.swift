/// The learning rate as a function of an index (of steps or of epochs), relative to the optimizer's own
/// (NUM-030, NUM-119).
///
/// Only + − × ÷ √ and the correctly rounded cosine of the contract are used, so the rate at an index is
/// the same on every machine. Indices count from 0.
public indirect enum LearningRateSchedule: Sendable, Equatable {
  /// Most products of a running product; the rate stays afterwards.
  static let productLimit = 1 << 30

  /// Always the optimizer's rate.
  case constant
  /// Multiplied by `factor` after every `interval` indices.
  case step(interval: Int, factor: Double)
  /// Multiplied by `factor` at each of the ascending `milestones`.
  case multiStep(milestones: [Int], factor: Double)
  /// Multiplied by `factor` after every index.
  case exponential(factor: Double)
  /// Rises linearly over `warmUp` indices, then falls along half a cosine to `floor` (a share of the
  /// rate) at index `total`.
  case cosine(total: Int, warmUp: Int, floor: Double)
  /// Falls along half a cosine to `floor` (a share of the rate) again and again: first over `first`
  /// indices, each time over `multiplier` times as many.
  ///
  /// - Reference: I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts",
  ///   2017.
  case cosineWarmRestarts(first: Int, multiplier: Int = 1, floor: Double = 0)
  /// Moves in a straight line between two shares of the rate over `count` indices.
  case linear(from: Double, to: Double, count: Int)
  /// Rises along half a cosine from the rate ÷ `divisor` to the rate, its peak, until the share `warmUp`
  /// of `total` is over, then falls along half a cosine to the start ÷ `finalDivisor`.
  ///
  /// - Reference: L. N. Smith and N. Topin, "Super-convergence: very fast training of neural networks
  ///   using large learning rates", 2018.
  case oneCycle(
    total: Int, warmUp: Double = 0.3, divisor: Double = 25, finalDivisor: Double = 1e4)
  /// The share that is left of `total`, to a power that is a multiple of ½ from ½ to 16: other powers
  /// would need a logarithm.
  case polynomial(total: Int, power: Double = 1)
  /// The first schedule for `count` indices, then the next one from its own index 0.
  case sequence(LearningRateSchedule, count: Int, then: LearningRateSchedule)

  /// This schedule for `count` indices, then another one from its own index 0: a warm-up and what
  /// follows it.
  public func followed(by next: LearningRateSchedule, after count: Int) -> LearningRateSchedule {
    .sequence(self, count: count, then: next)
  }

  /// The rate at an index, given the optimizer's rate.
  ///
  /// - Parameters:
  ///   - base: The optimizer's rate η.
  ///   - index: 0 for the first.
  ///   - earlier: The rate of the same schedule and base at an earlier index, if it is known: running
  ///     products go on from there, which gives the same bits sooner.
  /// - Precondition: The index is not negative, and the settings make sense (`requireValid`).
  public func rate(
    base: Double, at index: Int, after earlier: (index: Int, rate: Double)? = nil
  ) -> Double {
    precondition(index >= 0, "the learning rate at index \(index)")
    requireValid()
    switch self {
    case .constant: return base
    case .step(let interval, let factor):
      let products = min(index / interval, Self.productLimit)
      // The same roundings from wherever the product goes on.
      var (done, rate) = (0, base)
      if let earlier, earlier.index <= index {
        (done, rate) = (min(earlier.index / interval, Self.productLimit), earlier.rate)
      }
      return Self.multiplied(rate, by: factor, times: products - done)
    case .multiStep(let milestones, let factor):
      return Self.multiplied(base, by: factor, times: milestones.count { $0 <= index })
    case .exponential(let factor):
      return Self.step(interval: 1, factor: factor).rate(base: base, at: index, after: earlier)
    case .cosine(let total, let warmUp, let floor):
      if index < warmUp { return base * (Double(index + 1) / Double(warmUp)) }
      let span = max(1, total - warmUp)
      return base * Self.cosine(Double(min(index - warmUp, span)) / Double(span), floor: floor)
    case .cosineWarmRestarts(let first, let multiplier, let floor):
      let (place, length) = Self.cycle(of: index, first: first, multiplier: multiplier)
      return base * Self.cosine(Double(place) / Double(length), floor: floor)
    case .linear(let start, let end, let count):
      guard index < count else { return base * end }
      return base * (start + (end - start) * (Double(index) / Double(count)))
    case .oneCycle(let total, let warmUp, let divisor, let finalDivisor):
      let (last, peak) = (Double(total - 1), warmUp * Double(total) - 1)
      let start = base / divisor
      let place = min(Double(index), last)
      if peak > 0, place <= peak {
        return Self.eased(from: start, to: base, place / peak)
      }
      return Self.eased(from: base, to: start / finalDivisor, (place - peak) / (last - peak))
    case .polynomial(let total, let power):
      let left = 1 - Double(min(index, total)) / Double(total)
      let whole = Self.multiplied(1, by: left, times: Int(power))
      return base * (power == power.rounded(.down) ? whole : whole * left.squareRoot())
    case .sequence(let first, let count, let next):
      if index < count { return first.rate(base: base, at: index, after: earlier) }
      let known = earlier.flatMap { $0.index < count ? nil : ($0.index - count, $0.rate) }
      return next.rate(base: base, at: index - count, after: known)
    }
  }
}
