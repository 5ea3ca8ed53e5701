import Devices
public import Tensors

/// Weights averaged with exponentially falling shares of the past (NUM-124).
///
/// The first average is a copy; then `average + (weight − average) · RN32(1 − d)`, so that a weight
/// that does not change, such as a frozen one, keeps its bits.
///
/// - Reference: B. T. Polyak and A. B. Juditsky, "Acceleration of stochastic approximation by
///   averaging", 1992.
public final class ExponentialMovingAverage: WeightAverage {
  private let decay: Double
  private let warmsUp: Bool
  private let interval: Int
  private var averages: AveragedTensors

  /// Starts from what the model has now.
  ///
  /// - Parameters:
  ///   - model: Bound to a device.
  ///   - decay: d, the share of the past in an average.
  ///   - warmsUp: Whether d is at most (1 + t) ÷ (10 + t) after t averages, so that early weights are
  ///     forgotten sooner.
  ///   - interval: Steps from one average to the next.
  ///   - includingBuffers: Whether buffers, such as running statistics, are averaged and exchanged too.
  /// - Precondition: the decay is in 0 ... 1 and the interval positive.
  public init(
    of model: Model, decay: Double = 0.999, warmsUp: Bool = false, every interval: Int = 1,
    includingBuffers: Bool = false
  ) {
    precondition(
      (0...1).contains(decay) && interval >= 1,
      "moving average with decay \(decay) every \(interval) steps")
    self.decay = decay
    self.warmsUp = warmsUp
    self.interval = interval
    averages = AveragedTensors(of: model, includingBuffers: includingBuffers)
  }

  public var updates: Int { averages.updates }

  public func update(afterStep step: Int) {
    guard step.isMultiple(of: interval) else { return }
    let count = Double(updates)
    let decay = warmsUp ? min(self.decay, (1 + count) / (10 + count)) : self.decay
    averages.move { .scale(Scale($0, by: 1 - decay, into: $0)) }
  }

  public func swap() { averages.swap() }

  public func save(to state: inout StateWriter) { averages.save(to: &state) }

  public func restore(from state: StateReader) throws(StateError) {
    try averages.restore(from: state)
  }
}
