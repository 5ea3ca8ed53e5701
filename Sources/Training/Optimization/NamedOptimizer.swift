public import Optimizers
public import Tensors

/// One of a run's optimizers: its name in checkpoints and logs, what it updates, how its rate moves.
public struct NamedOptimizer {
  /// Name of its section in a checkpoint, such as `generator`.
  public let name: String
  /// Updates the parameters.
  public let optimizer: any Optimizer
  /// The layer whose parameters it updates; nil for the whole model.
  let part: (any Layer)?
  /// How its learning rates move.
  let scheduler: SchedulerConfiguration

  /// Names an optimizer.
  ///
  /// - Parameters:
  ///   - part: The layer whose parameters it updates; nil for the whole model.
  ///   - scheduler: How its learning rates move; steps are the optimizer's own.
  /// - Precondition: a name that can be part of a path.
  public init(
    _ name: String, _ optimizer: any Optimizer, updating part: (any Layer)? = nil,
    scheduler: SchedulerConfiguration = SchedulerConfiguration()
  ) {
    precondition(
      !name.isEmpty && !name.contains { $0 == "/" || $0 == "\0" },
      "an optimizer is named '\(name)'; a name must not be empty nor contain '/'")
    self.name = name
    self.optimizer = optimizer
    self.part = part
    self.scheduler = scheduler
  }
}
