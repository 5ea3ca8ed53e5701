import NumericsContract
import Tensors

/// How batches become a step: automatically, or as the module says.
///
/// A step that was completed leaves nothing half-done: what it leaves for later (a gradient that another
/// optimizer waits for) is part of its state.
protocol OptimizationLoop: AnyObject {
  /// The optimizers, in the module's order.
  var optimizers: [NamedOptimizer] { get }

  /// Trains on batches until a step is complete or the epoch is over.
  ///
  /// - Parameters:
  ///   - step: The number of the step.
  ///   - next: Gives the next batch of the epoch, with the hook before it done; nil at its end.
  /// - Returns: nil when there was no batch.
  func train(step: Int, next: () throws -> TrainingBatch?) throws -> StepOutcome?

  /// Moves schedules on that go by epochs, when an epoch's values are known.
  func endEpoch() throws

  /// The steps that a run may have completed at a position.
  ///
  /// - Parameter batchesPerEpoch: Micro-batches in an epoch; nil for a stream.
  func steps(at position: LoopPosition, batchesPerEpoch: Int?) -> ClosedRange<Int>

  /// Writes the sections `optimizer`, `scheduler` and, if gradients are pending, `gradients`.
  func save(to state: inout StateWriter)

  /// Takes back what `save` wrote.
  func restore(from state: StateReader, step: Int, epoch: Int) throws(StateError)
}

/// What a step leaves for the history.
struct StepOutcome {
  /// Digests of the micro-batches, in order.
  let batches: [SHA256Digest]
  /// The loss that the history records: a scalar on the device.
  let loss: Tensor?
}

/// What both loops are made of.
struct OptimizationContext {
  let run: Run
  let hooks: HookList
  let shards: LogicalShards
  let listener: ShardListener

  init(run: Run, hooks: HookList, shards: LogicalShards) {
    self.run = run
    self.hooks = hooks
    self.shards = shards
    listener = ShardListener(run, hooks)
  }

  var plan: TrainingPlan { run.plan }
}
