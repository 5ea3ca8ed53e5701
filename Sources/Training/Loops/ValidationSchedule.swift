import Datasets

/// When a fit validates, and on what.
struct ValidationSchedule {
  let loaders: [DataLoader]
  let plan: TrainingPlan
  /// Micro-batches in a training epoch; nil for a stream.
  let batchesPerEpoch: Int?

  /// Batches of each loader; nil for all.
  var limit: BatchLimit? { plan.overfitBatches ?? plan.limitValidationBatches }

  /// Whether a step triggers a validation.
  ///
  /// - Parameters:
  ///   - position: Right after the step, before its epoch is ended.
  ///   - epochEnded: Whether the step is the last of its epoch.
  ///   - committed: Micro-batches of the epoch at the commit point before.
  func isDue(
    _ position: LoopPosition, epochEnded: Bool, since committed: Int
  ) -> Bool {
    guard !loaders.isEmpty else { return false }
    if let steps = plan.validateEveryNSteps { return position.step.isMultiple(of: steps) }
    guard (position.epoch + 1).isMultiple(of: plan.validateEveryNEpochs) else { return false }
    guard let share = plan.validateEveryShare, let batchesPerEpoch else { return epochEnded }
    let interval = BatchLimit.share(share).applied(to: batchesPerEpoch)
    return position.batch / interval > committed / interval
  }

  /// Batches of each loader in a sanity check of at most `few`.
  func sanityLimit(_ few: Int) -> BatchLimit {
    let most = limit.map { limit in
      loaders.map { limit.applied(to: $0.batchCount ?? DataLoader.streamLimit) }.max() ?? 0
    }
    return .batches(min(few, most ?? few))
  }
}
