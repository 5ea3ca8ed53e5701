public import Optimizers
import Tensors

/// How an optimizer's learning rates move.
public struct SchedulerConfiguration {
  /// The rate as a function of the index.
  public let schedule: LearningRateSchedule
  /// What the index counts.
  public let interval: LearningRateScheduler.Interval
  /// Steps or epochs after which the index moves.
  public let frequency: Int
  /// Watches a metric at the end of each epoch and reduces the scheduled rates; nil for nothing of the kind.
  public let plateau: ReduceOnPlateau?

  /// Describes how rates move; by default they are constant.
  public init(
    _ schedule: LearningRateSchedule = .constant,
    interval: LearningRateScheduler.Interval = .step, frequency: Int = 1,
    plateau: ReduceOnPlateau? = nil
  ) {
    self.schedule = schedule
    self.interval = interval
    self.frequency = frequency
    self.plateau = plateau
  }

  /// The scheduler of an optimizer.
  func scheduler(for optimizer: any Optimizer) -> LearningRateScheduler {
    LearningRateScheduler(
      schedule, for: optimizer, interval: interval, frequency: frequency, plateau: plateau)
  }
}

extension LearningRateScheduler {
  /// Moves on by an epoch and shows the plateau its metric.
  ///
  /// - Throws: `TrainingError` when nothing of the metric's name was logged.
  func endEpoch(_ run: Run) throws(TrainingError) {
    advanceEpoch()
    guard let plateau else { return }
    guard let value = run.metric(plateau.monitor) else {
      let names = run.metrics.map(\.name).joined(separator: ", ")
      throw TrainingError(
        .configuration,
        "ReduceOnPlateau watches '\(plateau.monitor)', which is not known at the end of epoch "
          + "\(run.epoch); this run has logged \(names.isEmpty ? "nothing" : names)")
    }
    observe(value)
  }

  /// Refuses epochs other than the run's; one that goes by steps does not save them.
  func check(epoch: Int, in state: StateReader) throws(StateError) {
    guard state.contains("epoch") else { return }
    guard epochs == epoch else {
      throw StateError(
        .invalidValue, path: state.path(of: "epoch"), expected: "\(epoch)", found: "\(epochs)")
    }
  }
}
