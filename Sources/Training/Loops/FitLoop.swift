import CanonicalJSON
import Datasets
import Devices
import Tensors

/// One run of `Trainer.fit`: steps, and a commit point after each.
///
/// A commit point comes after everything that its step triggers: validation, the end of an epoch,
/// callbacks' decisions and their state. Only there is the state saved, so that a save never catches a
/// counter half-way.
final class FitLoop {
  let run: Run
  let data: any DataModule
  let execution: Execution
  let hooks: HookList
  let loaders: CombinedLoader
  let optimization: any OptimizationLoop
  let store: RunStore?
  /// Micro-batches in an epoch; nil for a stream.
  let batchesPerEpoch: Int?
  /// The most micro-batches in an epoch.
  let mostBatches: Int
  private let validation: ValidationSchedule
  private let validationStep: (Batch, Context) -> Void
  private let clock: RunClock
  private var pending = PendingHistory()
  /// The batches of the epoch that are left.
  private lazy var feed = epochFeed()
  /// Micro-batches of the epoch at the commit point before.
  private var committedBatch = 0
  /// Whether the state is that of a commit point, so that it may be saved.
  private var isCommitted = true

  var plan: TrainingPlan { run.plan }
  var position: LoopPosition { run.position }

  init(
    _ setup: FitSetup, optimization: any OptimizationLoop,
    validationStep: @escaping (Batch, Context) -> Void, identity: JSONValue
  ) {
    run = setup.run
    data = setup.data
    execution = setup.execution
    hooks = setup.hooks
    loaders = setup.loaders
    batchesPerEpoch = setup.batchesPerEpoch
    mostBatches = setup.mostBatches
    validation = ValidationSchedule(
      loaders: setup.validationLoaders, plan: setup.run.plan,
      batchesPerEpoch: setup.batchesPerEpoch)
    self.optimization = optimization
    self.validationStep = validationStep
    clock = RunClock(execution, setup.hooks.callbacks)
    store = execution.output.map {
      RunStore(folder: $0, run: identity, plan: setup.run.plan, loggers: setup.loggers)
    }
    run.optimizers = optimization.optimizers
  }

  func callAsFunction() throws -> FitResult {
    do {
      return try fit()
    } catch {
      hooks("onException") { $0.onException(run, error) }
      saveAfterError()
      throw error
    }
  }

  private func fit() throws -> FitResult {
    try hooks("setup") { try $0.setup(run) }
    try store?.open(execution) { tree in
      try self.restore(tree)
      try self.hooks("onLoadCheckpoint") { try $0.onLoadCheckpoint(self.run) }
    }
    // What a killed process may have left undone.
    store?.removeCheckpoints(position.removes, keeping: position.step)
    try store?.link(step: position.step, as: position.link)
    run.summary = run.summary.completing(position.step)
    try hooks("onFitStart") { try $0.onFitStart(run) }
    let result = try measure("fit", trainIfNeeded)
    run.result = result
    try hooks("onFitEnd") { try $0.onFitEnd(run) }
    try hooks("teardown") { try $0.teardown(run) }
    try store?.close(result)
    return result
  }

  /// A run that was finished or stopped before it was resumed has nothing left to do.
  private func trainIfNeeded() throws -> FitResult {
    if position.phase != .validationDue, let result = resultBeforeFirstStep { return result }
    if execution.resume == nil { try checkSanity() }
    try hooks("onTrainStart") { try $0.onTrainStart(run) }
    let result = try train()
    try hooks("onTrainEnd") { try $0.onTrainEnd(run) }
    return result
  }

  private func train() throws -> FitResult {
    committedBatch = position.batch
    if position.phase == .validationDue, let result = try commit() { return result }
    if let result = resultBeforeFirstStep { return result }
    while true {
      if position.batch == 0 { try hooks("onTrainEpochStart") { try $0.onTrainEpochStart(run) } }
      guard try measure("step", step) else {
        throw TrainingError(
          .data,
          "epoch \(position.epoch) of the stream has no batch \(position.batch); an epoch needs at "
            + "least one batch, and a resumed run what the interrupted one had")
      }
      if let result = try measure("commit", commit) { return result }
    }
  }

  private func epochFeed() -> TrainingFeed {
    TrainingFeed(
      loaders, seed: plan.seed, epoch: plan.overfitBatches == nil ? position.epoch : 0,
      startingAt: position.batch, count: mostBatches, workers: execution.loaderWorkers)
  }

  /// One training step, up to the values that are logged with it; false when no batch was left.
  private func step() throws -> Bool {
    let number = position.step + 1
    var hasBegun = false
    let outcome = try optimization.train(step: number) {
      guard let batch = try measure("next batch", feed.next) else { return nil }
      if !hasBegun { run.dispatcher.begin(step: number) }
      hasBegun = true
      try hooks("onTrainBatchStart") { try $0.onTrainBatchStart(run, batch: batch.ordinal) }
      isCommitted = false
      return TrainingBatch(
        batch, isLast: try feed.isAtEnd, shards: plan.shards, on: run.dispatcher,
        precision: plan.precision)
    }
    guard let outcome else { return false }
    position.step = number
    position.batch += outcome.batches.count
    position.microBatch += outcome.batches.count
    try hooks("onTrainStepEnd") { try $0.onTrainStepEnd(run) }
    pending.append(step: number, batches: outcome.batches, loss: outcome.loss)
    if pending.isFull { try pending.drain(into: position) }
    if number.isMultiple(of: plan.logEveryNSteps) {
      // Taken also when nobody writes them down: totals must not outlive their step.
      write(try run.ledger.takeStepValues())
    } else {
      run.ledger.forgetHostValues()
      _ = run.takeEntries()
    }
    return true
  }

  /// Everything after a step, up to the save; returns how the run ended if it did.
  private func commit() throws -> FitResult? {
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
        return end(StopSignal.received.map { .interrupted(signal: $0) } ?? .stoppedAfterStep)
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
    if request.save || reason != nil { try save() }
    // Only now is what replaces them safe.
    store?.removeCheckpoints(position.removes, keeping: position.step)
    isCommitted = true
    return reason.map { end($0) }
  }

  private func endEpoch() throws {
    // Taken also when nobody writes them down: callbacks decide by them.
    var values = try run.ledger.takeEpochValues()
    try hooks.trainEpochEnd(run)
    values += run.ledger.takeHostValues()
    values.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
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

  /// Runs the validation; false when a signal interrupted it, with nothing of it kept.
  private func validate() throws -> Bool {
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

  private func write(_ values: [MetricLedger.Value]) {
    let entries = run.takeEntries()
    guard let store, !values.isEmpty || !entries.isEmpty else { return }
    store.log(
      step: position.step, epoch: position.epoch, LogEntry.scalars(values) + entries)
  }

  /// A few validation batches before anything else, so that a mistake there costs no epoch.
  private func checkSanity() throws {
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

  private func measure<Result>(
    _ part: @autoclosure () -> String, _ body: () throws -> Result
  ) rethrows -> Result {
    guard let profiler = execution.profiler else { return try body() }
    return try profiler.measure(part(), body)
  }

  private func save() throws {
    try hooks("onSaveCheckpoint") { try $0.onSaveCheckpoint(run) }
    try pending.drain(into: position)
    try run.ledger.settle()
    try measure("save") {
      try store?.save(step: position.step, link: position.link) { try self.state(&$0) }
    }
  }

  /// Keeps the last commit point when an error ends the run and a callback wants that; an error between
  /// commit points has left nothing that could be saved.
  private func saveAfterError() {
    let isWanted = hooks.callbacks.contains {
      $0 is OnExceptionCheckpoint || ($0 as? ModelCheckpoint)?.savesOnException ?? false
    }
    guard isWanted, isCommitted, position.step > 0 else { return }
    // The first error is what the caller has to hear of.
    try? save()
  }

  private func end(_ reason: FitResult.Reason) -> FitResult {
    FitResult(
      reason: reason, step: position.step, epoch: position.epoch, metrics: run.ledger.latest,
      checkpoint: store?.lastSaved)
  }

  private var resultBeforeFirstStep: FitResult? {
    // In the order of `endReason`: a run that is over says so again for the same reason.
    guard !limitIsReached, mostBatches > 0 else { return end(.finished) }
    if let why = position.stopped { return end(.stopped(why)) }
    guard position.step > 0, let last = execution.stopAfter, position.step >= last else {
      return nil
    }
    return end(.stoppedAfterStep)
  }

  private var limitIsReached: Bool {
    plan.maxEpochs.map { position.epoch >= $0 } ?? false
      || plan.maxSteps.map { position.step >= $0 } ?? false
  }
}
