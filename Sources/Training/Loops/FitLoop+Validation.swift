import Tensors

/// Validation within a fit, and what is written of it and of the training.
extension FitLoop {
  /// Runs the validation; false when a signal interrupted it, with nothing of it kept.
  func validate() throws -> Bool {
    var rows: [(loader: Int, values: [MetricLedger.Value])] = []
    var evaluation = evaluation(.validate)
    evaluation.onBatch = { rows.append(($0, $1)) }
    guard let values = try evaluation(validation.loaders, limit: validation.limit) else {
      return false
    }
    for row in rows {
      // Batches of validations have a count of their own: several may belong to one step.
      let batch = position.countValidationBatch(ofLoader: row.loader)
      store?.log(step: batch, epoch: position.epoch, LogEntry.scalars(row.values))
    }
    write(values)
    return true
  }

  func write(_ values: [MetricLedger.Value]) {
    let entries = run.takeEntries()
    guard let store, !values.isEmpty || !entries.isEmpty else { return }
    store.log(
      step: position.step, epoch: position.epoch, LogEntry.scalars(values) + entries)
  }

  /// A few validation batches before anything else, so that a mistake there costs no epoch.
  func checkSanity() throws {
    let few = execution.sanityValidationBatches
    guard few > 0, !validation.loaders.isEmpty else { return }
    try hooks("onSanityCheckStart") { try $0.onSanityCheckStart(run) }
    _ = try evaluation(.sanityCheck)(validation.loaders, limit: validation.sanityLimit(few))
    try hooks("onSanityCheckEnd") { try $0.onSanityCheckEnd(run) }
  }

  private func evaluation(_ stage: Stage) -> EvaluationLoop {
    EvaluationLoop(
      run: run, hooks: hooks, workers: execution.loaderWorkers, stage: stage, step: validationStep)
  }
}
