public import Tensors

/// Sets an optimizer's learning rate before each step and remembers how far it is.
public final class LearningRateScheduler: Stateful {
  private let schedule: LearningRateSchedule
  private let base: Double
  private let optimizer: any Optimizer
  /// Steps scheduled so far.
  public private(set) var steps = 0

  /// Creates a scheduler; the optimizer's current rate is the base.
  public init(_ schedule: LearningRateSchedule, for optimizer: any Optimizer) {
    self.schedule = schedule
    self.optimizer = optimizer
    base = optimizer.learningRate
    optimizer.learningRate = schedule.rate(base: base, at: 0)
  }

  /// Moves on to the next step's rate.
  public func advance() {
    steps += 1
    optimizer.learningRate = schedule.rate(base: base, at: steps)
  }

  public func save(to state: inout StateWriter) {
    state.write("step", UInt64(steps))
    state.write("base", base)
    state.write("rate", optimizer.learningRate)
  }

  public func restore(from state: StateReader) throws(StateError) {
    steps = try state.readInt("step")
    let savedBase = try state.readDouble("base")
    let savedRate = try state.readDouble("rate")
    guard savedBase.bitPattern == base.bitPattern else {
      throw StateError(
        .invalidValue, path: "/scheduler/base", expected: "\(base)", found: "\(savedBase)")
    }
    guard savedRate.bitPattern == schedule.rate(base: base, at: steps).bitPattern else {
      throw StateError(
        .invalidValue, path: "/scheduler/rate",
        expected: "\(schedule.rate(base: base, at: steps)) at step \(steps)",
        found: "\(savedRate)")
    }
    optimizer.learningRate = savedRate
  }
}
