public import Optimizers
public import Tensors

/// What may be done around training, in the order of the calls; evaluation's hooks come in between.
///
/// Within a step of automatic optimization: batch start, forward, before zero-grad (first micro-batch of
/// a window), before backward, after backward; after the window's last micro-batch before optimizer step,
/// clipping, the update, the schedule; batch end. With several logical shards the hooks around backward
/// are called once a shard.
public protocol TrainingHooks: EvaluationHooks {
  /// Called before the first step, after a restore.
  func onFitStart(_ run: Run) throws
  /// Called before the sanity check.
  func onSanityCheckStart(_ run: Run) throws
  /// Called after the sanity check.
  func onSanityCheckEnd(_ run: Run) throws
  /// Called when the sanity check is over and training begins.
  func onTrainStart(_ run: Run) throws
  /// Called before the first batch of an epoch; not for the rest of an epoch that a run resumes.
  func onTrainEpochStart(_ run: Run) throws
  /// Called before a micro-batch, counted from 0 within the epoch.
  func onTrainBatchStart(_ run: Run, batch: Int) throws
  /// Called before the gradients of earlier steps are forgotten.
  func onBeforeZeroGrad(_ run: Run, _ optimizer: any Optimizer) throws
  /// Called with a loss before its gradients are computed.
  func onBeforeBackward(_ run: Run, loss: Tensor) throws
  /// Called when the gradients of a loss are computed.
  func onAfterBackward(_ run: Run) throws
  /// Called with the whole gradients before they are clipped and used, in the order of the optimizer's
  /// parameters; nil where the loss does not depend on one.
  func onBeforeOptimizerStep(
    _ run: Run, _ optimizer: any Optimizer, gradients: [Tensor?]) throws
  /// Called after a micro-batch and the update that it may have completed.
  ///
  /// - Parameter loss: Of the micro-batch, a scalar on the device; nil when nothing went backward.
  func onTrainBatchEnd(_ run: Run, batch: Int, loss: Tensor?) throws
  /// Called when a step is complete and counted, before what it triggers: values that are logged,
  /// validation, the end of an epoch.
  func onTrainStepEnd(_ run: Run) throws
  /// Called after the last batch of an epoch and the validation that it triggers.
  func onTrainEpochEnd(_ run: Run) throws
  /// Called after the last step.
  func onTrainEnd(_ run: Run) throws
  /// Called before `teardown`.
  func onFitEnd(_ run: Run) throws
  /// Called when the state of a commit point is about to be written.
  func onSaveCheckpoint(_ run: Run) throws
  /// Called when a state was taken back, before `onFitStart`.
  func onLoadCheckpoint(_ run: Run) throws
}

extension TrainingHooks {
  public func onFitStart(_ run: Run) throws {}
  public func onSanityCheckStart(_ run: Run) throws {}
  public func onSanityCheckEnd(_ run: Run) throws {}
  public func onTrainStart(_ run: Run) throws {}
  public func onTrainEpochStart(_ run: Run) throws {}
  public func onTrainBatchStart(_ run: Run, batch: Int) throws {}
  public func onBeforeZeroGrad(_ run: Run, _ optimizer: any Optimizer) throws {}
  public func onBeforeBackward(_ run: Run, loss: Tensor) throws {}
  public func onAfterBackward(_ run: Run) throws {}
  public func onBeforeOptimizerStep(
    _ run: Run, _ optimizer: any Optimizer, gradients: [Tensor?]
  ) throws {}
  public func onTrainBatchEnd(_ run: Run, batch: Int, loss: Tensor?) throws {}
  public func onTrainStepEnd(_ run: Run) throws {}
  public func onTrainEpochEnd(_ run: Run) throws {}
  public func onTrainEnd(_ run: Run) throws {}
  public func onFitEnd(_ run: Run) throws {}
  public func onSaveCheckpoint(_ run: Run) throws {}
  public func onLoadCheckpoint(_ run: Run) throws {}
}
