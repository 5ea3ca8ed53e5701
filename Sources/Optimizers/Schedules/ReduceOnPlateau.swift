public import Tensors

/// Reduces learning rates when a metric has stopped improving (NUM-120).
///
/// It watches and counts; a `LearningRateScheduler` applies what it found to every group's rate. NaN
/// never counts as better.
public final class ReduceOnPlateau: Stateful {
  /// By how much a value must be better to count as better.
  public enum Threshold: Sendable, Equatable {
    /// By more than this share of the best value's magnitude.
    case relative(Double)
    /// By more than this.
    case absolute(Double)
  }

  /// Most reductions; the rates stay afterwards.
  static let reductionLimit = 1 << 20

  /// Name of the metric, for whoever calls `observe`.
  public let monitor: String
  /// What all rates are multiplied by: a running product of the factor that starts at 1.
  public private(set) var scale = 1.0
  /// Times that the rates were reduced.
  public private(set) var reductions = 0
  private let mode: MetricMode
  private let factor: Double
  private let patience: Int
  private let threshold: Threshold
  private let cooldown: Int
  private let minimum: Double
  private var best: Double
  private var waited = 0
  private var cooling = 0

  /// Describes the rule.
  ///
  /// - Parameters:
  ///   - monitor: Name of the metric, such as `val_loss`.
  ///   - mode: Which values are better.
  ///   - factor: What the rates are multiplied by.
  ///   - patience: Values without improvement that are tolerated.
  ///   - threshold: By how much a value must be better.
  ///   - cooldown: Values after a reduction that are not counted.
  ///   - minimum: No rate is reduced below it.
  /// - Precondition: the factor is in 0 ..< 1 and nothing is negative.
  public init(
    monitor: String, mode: MetricMode = .min, factor: Double = 0.1, patience: Int = 10,
    threshold: Threshold = .relative(1e-4), cooldown: Int = 0, minimum: Double = 0
  ) {
    let margin =
      switch threshold {
      case .relative(let margin), .absolute(let margin): margin
      }
    precondition(
      (0..<1).contains(factor) && patience >= 0 && cooldown >= 0 && margin >= 0 && minimum >= 0,
      """
      ReduceOnPlateau with factor \(factor), patience \(patience), threshold \(threshold), cooldown \
      \(cooldown), minimum \(minimum): the factor must be in 0 ..< 1 and the others not negative
      """)
    self.monitor = monitor
    self.mode = mode
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.cooldown = cooldown
    self.minimum = minimum
    best = mode.worst
  }

  /// Takes note of a new value of the metric; returns whether the rates were reduced.
  @discardableResult
  public func observe(_ value: Double) -> Bool {
    if isBetter(value) {
      best = value
      waited = 0
    } else {
      waited += 1
    }
    if cooling > 0 {
      cooling -= 1
      waited = 0
    }
    guard waited > patience else { return false }
    waited = 0
    cooling = cooldown
    guard reductions < Self.reductionLimit else { return false }
    reductions += 1
    scale *= factor
    return true
  }

  /// A scheduled rate after all reductions.
  func reduced(_ rate: Double) -> Double {
    reductions == 0 ? rate : min(rate, max(minimum, rate * scale))
  }

  private func isBetter(_ value: Double) -> Bool {
    let margin =
      switch threshold {
      case .relative(let share): best.isFinite ? share * abs(best) : 0
      case .absolute(let margin): margin
      }
    return mode.isBetter(value, than: best, by: margin)
  }

  public func save(to state: inout StateWriter) {
    state.write("best", best)
    state.write("waited", UInt64(waited))
    state.write("cooling", UInt64(cooling))
    state.write("reductions", UInt64(reductions))
    state.write("scale", scale)
  }

  public func restore(from state: StateReader) throws(StateError) {
    best = try state.readDouble("best")
    guard !best.isNaN else {
      throw StateError(
        .invalidValue, path: state.path(of: "best"), expected: "a number", found: "NaN")
    }
    waited = try state.readInt("waited", in: 0...patience)
    cooling = try state.readInt("cooling", in: 0...cooldown)
    reductions = try state.readInt("reductions", in: 0...Self.reductionLimit)
    let expected = LearningRateSchedule.multiplied(1, by: factor, times: reductions)
    scale = try state.readDouble("scale", expecting: expected)
  }
}
