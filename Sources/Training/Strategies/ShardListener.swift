import Optimizers
import Tensors

/// Passes on what happens in a shard: to the hooks, and to the ledger what was logged.
///
/// There is one for a run, so that a step allocates none.
final class ShardListener {
  private let run: Run
  private let hooks: HookList
  /// Whether the values of the step under way are logged.
  var isLogged = false
  /// Whose gradients start from zero with the next backward pass, so that hooks are told of it first.
  var zeroing: (any Optimizer)?

  init(_ run: Run, _ hooks: HookList) {
    self.run = run
    self.hooks = hooks
  }

  /// Tells of a loss before it goes backward.
  func beforeBackward(_ loss: Tensor) throws {
    if let optimizer = zeroing {
      zeroing = nil
      try hooks("onBeforeZeroGrad") { try $0.onBeforeZeroGrad(run, optimizer) }
    }
    try hooks("onBeforeBackward") { try $0.onBeforeBackward(run, loss: loss) }
  }

  /// Tells that gradients are there.
  func afterBackward() throws {
    try hooks("onAfterBackward") { try $0.onAfterBackward(run) }
  }

  /// Takes what a shard logged, with its number of samples.
  func take(_ values: [LoggedValue], samples: Int) throws(TrainingError) {
    try run.ledger.add(values, samples: samples, isLoggedStep: isLogged)
  }
}
