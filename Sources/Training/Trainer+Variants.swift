extension Trainer {
  /// The same Trainer for a quick look whether everything fits together: one epoch of a few batches in each
  /// stage, without files, checkpoints or early stopping.
  ///
  /// - Precondition: at least one batch.
  public func fastDevRun(batches: Int = 1) -> Trainer {
    precondition(batches >= 1, "a development run of \(batches) batches")
    var trainer = self
    trainer.plan.maxEpochs = 1
    trainer.plan.maxSteps = nil
    trainer.plan.minEpochs = 0
    trainer.plan.minSteps = 0
    trainer.plan.validateEveryNSteps = nil
    trainer.plan.validateEveryShare = nil
    trainer.plan.validateEveryNEpochs = 1
    trainer.plan.logEveryNSteps = 1
    trainer.plan.overfitBatches = nil
    trainer.plan.limitTrainBatches = .batches(batches)
    trainer.plan.limitValidationBatches = .batches(batches)
    trainer.execution.limitTestBatches = .batches(batches)
    trainer.execution.limitPredictBatches = .batches(batches)
    trainer.execution.sanityValidationBatches = 0
    trainer.execution.output = nil
    trainer.execution.resume = nil
    trainer.callbacks.removeAll { $0.isMonitor }
    return trainer
  }

  /// The same Trainer with nothing but the training loop, to measure what that costs.
  public func barebones() -> Trainer {
    var trainer = self
    trainer.plan.limitValidationBatches = .batches(0)
    trainer.execution.sanityValidationBatches = 0
    trainer.execution.output = nil
    trainer.execution.resume = nil
    trainer.callbacks = []
    return trainer
  }
}
