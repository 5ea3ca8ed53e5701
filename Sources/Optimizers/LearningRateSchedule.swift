import CScalarMath

/// The learning rate as a function of the step, relative to the optimizer's own (NUM-030).
///
/// Only + − × ÷ and the correctly rounded cosine of the contract are used, so the rate of a step is
/// the same on every machine.
public enum LearningRateSchedule: Sendable, Equatable {
  /// Always the optimizer's rate.
  case constant
  /// Multiplied by `factor` after every `interval` steps.
  case step(interval: Int, factor: Double)
  /// Rises linearly over `warmUp` steps, then falls along half a cosine to `floor` (a share of the
  /// rate) at step `total`.
  case cosine(total: Int, warmUp: Int, floor: Double)

  /// The rate of step `index` (0 for the first), given the optimizer's rate.
  public func rate(base: Double, at index: Int) -> Double {
    switch self {
    case .constant:
      return base
    case .step(let interval, let factor):
      precondition(interval > 0, "a learning rate that changes every \(interval) steps")
      // A running product, repeated from the start: the same roundings however a run was resumed.
      var rate = base
      for _ in 0..<(index / interval) { rate *= factor }
      return rate
    case .cosine(let total, let warmUp, let floor):
      if index < warmUp { return base * (Double(index + 1) / Double(warmUp)) }
      let span = max(1, total - warmUp)
      let progress = Float(Double(min(index - warmUp, span)) / Double(span))
      let cosine = Double(lockstep_cospi_f32(progress))
      return base * (floor + (1 - floor) * (0.5 * (1 + cosine)))
    }
  }
}
