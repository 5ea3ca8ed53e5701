import NumericsContract
import Tensors

/// What a step triggers, up to the save.
extension FitLoop {
  /// Everything after a step, up to the save; returns how the run ended if it did.
  func commit() throws -> FitResult? {
    try store?.check()
    let epochEnded = try feed.isAtEnd
    let validates =
      position.phase == .validationDue
      || validation.isDue(position, epochEnded: epochEnded, since: committedBatch)
    if validates {
      let stopsHere = execution.stopsBeforeValidation && execution.stopAfter == position.step
      guard !stopsHere, try measure("validation", validate) else {
        position.phase = .validationDue
        position.removes = []
        position.link = nil
        try save()
        return try end(StopSignal.received.map { .interrupted(signal: $0) } ?? .stoppedAfterStep)
      }
    }
    // The file that an interrupted validation left is replaced.
    var request = CallbackRequest(save: position.phase == .validationDue)
    position.phase = .ready
    if epochEnded { try endEpoch() }
    committedBatch = position.batch
    // Without validation an epoch's end is where its metrics are judged.
    let isJudged = validates || epochEnded && validation.loaders.isEmpty
    try ask(&request, epochEnded: epochEnded, validated: isJudged)
    let reason = endReason
    if case .timeLimit = reason { store?.note(decision: "timeLimit", step: position.step) }
    if clock.saveIsDue {
      request.save = true
      store?.note(decision: "save", step: position.step)
    }
    if request.saveWeights {
      try store?.saveWeights(step: position.step, link: request.link) { run.model.save(to: &$0) }
    }
    if request.save || reason != nil {
      try save()
    } else {
      try store?.removeCheckpoints(position.removes, keeping: position.step)
    }
    isCommitted = true
    return try reason.map { try end($0) }
  }

  private func endEpoch() throws {
    // Taken also when nobody writes them down: callbacks decide by them.
    var values = try run.ledger.takeEpochValues()
    try hooks.trainEpochEnd(run)
    values += run.ledger.takeHostValues()
    values.sort { $0.name.precedesInUTF8($1.name) }
    write(values)
    position.epoch += 1
    position.batch = 0
    feed = epochFeed()
    try optimization.endEpoch()
  }

  /// Asks the callbacks what they want at this commit point.
  private func ask(
    _ request: inout CallbackRequest, epochEnded: Bool, validated: Bool
  ) throws {
    let event = CommitEvent(
      step: position.step, epoch: position.epoch, epochEnded: epochEnded, validated: validated,
      isLast: limitIsReached, metrics: run.ledger.latest,
      progressNames: run.ledger.progressNames)
    for callback in hooks.callbacks {
      let wish = callback.onCommit(event)
      if let failure = wish.failure { throw TrainingError(.configuration, failure) }
      request.join(wish)
    }
    position.link = request.save ? request.link : nil
    position.stopRequest = position.stopRequest ?? request.stop
    let mayStop = position.epoch >= plan.minEpochs && position.step >= plan.minSteps
    position.stopped = mayStop ? position.stopRequest : nil
    position.removes = request.remove.filter { $0 != position.step }
    request.save = request.save || execution.alsoSave.contains(position.step)
  }

  private var endReason: FitResult.Reason? {
    if limitIsReached { return .finished }
    if let why = position.stopped { return .stopped(why) }
    if let signal = StopSignal.received { return .interrupted(signal: signal) }
    if let last = execution.stopAfter, position.step >= last { return .stoppedAfterStep }
    return clock.isOver ? .timeLimit : nil
  }

  private func save() throws {
    try hooks("onSaveCheckpoint") { try $0.onSaveCheckpoint(run) }
    try pending.drain(into: position)
    try run.ledger.settle()
    try measure("save") {
      try store?.save(step: position.step, link: position.link, removing: position.removes) {
        try self.state(&$0)
      }
    }
  }

  /// Keeps the last commit point when an error ends the run and a callback wants that; an error between
  /// commit points has left nothing that could be saved.
  func saveAfterError() {
    let isWanted = hooks.callbacks.contains {
      $0 is OnExceptionCheckpoint || ($0 as? ModelCheckpoint)?.savesOnException ?? false
    }
    guard isWanted, isCommitted, position.step > 0 else { return }
    // The first error is what the caller has to hear of.
    try? save()
  }

  /// The result, once what it speaks of is on disk.
  private func end(_ reason: FitResult.Reason) throws -> FitResult {
    try store?.wait()
    return FitResult(
      reason: reason, step: position.step, epoch: position.epoch, metrics: run.ledger.latest,
      checkpoint: store?.lastSaved)
  }

  func resultBeforeFirstStep() throws -> FitResult? {
    // In the order of `endReason`: a run that is over says so again for the same reason.
    guard !limitIsReached, mostBatches > 0 else { return try end(.finished) }
    if let why = position.stopped { return try end(.stopped(why)) }
    guard position.step > 0, let last = execution.stopAfter, position.step >= last else {
      return nil
    }
    return try end(.stoppedAfterStep)
  }

  private var limitIsReached: Bool {
    plan.maxEpochs.map { position.epoch >= $0 } ?? false
      || plan.maxSteps.map { position.step >= $0 } ?? false
  }
}
