public import Tensors

/// Sets the learning rates of an optimizer's groups before each step and remembers how far it is.
///
/// Every group's rate is the schedule's value for that group's own base rate (NUM-120). Whoever trains
/// tells the scheduler of each completed step and epoch, and of new values of the monitored metric.
public final class LearningRateScheduler: Stateful {
  /// What the schedule's index counts.
  public enum Interval: String, Sendable {
    case step, epoch
  }

  /// Most steps or epochs that a saved state may have: beyond it, counts are no longer exact.
  private static let countLimit = 1 << 53

  private let schedule: LearningRateSchedule
  private let bases: [Double]
  private let optimizer: any Optimizer
  private let interval: Interval
  private let frequency: Int
  /// Reduces the rates when a metric stops improving; nil for nothing of the kind.
  public let plateau: ReduceOnPlateau?
  /// Steps scheduled so far.
  public private(set) var steps = 0
  /// Epochs completed so far; counted also where steps move the schedule.
  public private(set) var epochs = 0
  /// Of each group, the last index and the rate there, without a plateau's reductions.
  private var scheduled: [(index: Int, rate: Double)?]

  /// Creates a scheduler; the optimizer's current rates are the bases.
  ///
  /// - Parameters:
  ///   - schedule: The rate as a function of the index.
  ///   - optimizer: Whose rates are set.
  ///   - interval: What the index counts.
  ///   - frequency: Steps or epochs after which the index moves.
  ///   - plateau: Watches a metric and reduces the scheduled rates.
  /// - Precondition: the schedule's settings make sense, and the frequency is positive.
  public init(
    _ schedule: LearningRateSchedule, for optimizer: any Optimizer, interval: Interval = .step,
    frequency: Int = 1, plateau: ReduceOnPlateau? = nil
  ) {
    precondition(frequency >= 1, "a scheduler with a frequency of \(frequency)")
    schedule.requireValid()
    self.schedule = schedule
    self.optimizer = optimizer
    self.interval = interval
    self.frequency = frequency
    self.plateau = plateau
    bases = optimizer.learningRates
    scheduled = Array(repeating: nil, count: bases.count)
    apply()
  }

  /// Notes a completed step.
  public func advance() {
    steps += 1
    if interval == .step { apply() }
  }

  /// Notes the end of an epoch.
  public func advanceEpoch() {
    epochs += 1
    if interval == .epoch { apply() }
  }

  /// Hands a new value of the monitored metric to the plateau, if there is one.
  public func observe(_ metric: Double) {
    if plateau?.observe(metric) == true { apply() }
  }

  private func apply() {
    let index = (interval == .step ? steps : epochs) / frequency
    optimizer.learningRates = bases.indices.map { group in
      let rate = schedule.rate(base: bases[group], at: index, after: scheduled[group])
      scheduled[group] = (index, rate)
      return plateau?.reduced(rate) ?? rate
    }
  }

  public func save(to state: inout StateWriter) {
    let rates = optimizer.learningRates
    state.write("step", UInt64(steps))
    if interval == .epoch { state.write("epoch", UInt64(epochs)) }
    state.write("base", bases[0])
    state.write("rate", rates[0])
    for group in bases.indices.dropFirst() {
      state.group("groups/\(group)") { state in
        state.write("base", bases[group])
        state.write("rate", rates[group])
      }
    }
    if let plateau { state.group("plateau") { plateau.save(to: &$0) } }
  }

  public func restore(from state: StateReader) throws(StateError) {
    steps = try state.readInt("step", in: 0...Self.countLimit)
    if interval == .epoch { epochs = try state.readInt("epoch", in: 0...Self.countLimit) }
    if let plateau {
      try state.group("plateau") { (state) throws(StateError) in
        try plateau.restore(from: state)
      }
    }
    scheduled = Array(repeating: nil, count: bases.count)
    apply()
    try check(group: 0, in: state)
    for group in bases.indices.dropFirst() {
      try state.group("groups/\(group)") { (state) throws(StateError) in
        try check(group: group, in: state)
      }
    }
  }

  /// Refuses rates other than those that this scheduler has where it stands.
  private func check(group: Int, in state: StateReader) throws(StateError) {
    _ = try state.readDouble("base", expecting: bases[group])
    _ = try state.readDouble("rate", expecting: optimizer.learningRates[group])
  }
}
