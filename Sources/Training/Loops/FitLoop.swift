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
  let validation: ValidationSchedule
  let validationStep: (Batch, Context) -> Void
  let clock: RunClock
  var pending = PendingHistory()
  /// The batches of the epoch that are left.
  lazy var feed = epochFeed()
  /// Micro-batches of the epoch at the commit point before.
  var committedBatch = 0
  /// Whether the state is that of a commit point, so that it may be saved.
  var isCommitted = true

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
      do {
        try store?.wait()
      } catch let saving {
        throw TrainingError(.inputOutput, "\(error); and a save before it failed: \(saving)")
      }
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
    try store?.removeCheckpoints(position.removes, keeping: position.step)
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
    if position.phase != .validationDue, let result = try resultBeforeFirstStep() { return result }
    if execution.resume == nil { try checkSanity() }
    try hooks("onTrainStart") { try $0.onTrainStart(run) }
    let result = try train()
    try hooks("onTrainEnd") { try $0.onTrainEnd(run) }
    return result
  }

  private func train() throws -> FitResult {
    committedBatch = position.batch
    if position.phase == .validationDue, let result = try commit() { return result }
    if let result = try resultBeforeFirstStep() { return result }
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

  func epochFeed() -> TrainingFeed {
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

  func measure<Result>(
    _ part: @autoclosure () -> String, _ body: () throws -> Result
  ) rethrows -> Result {
    guard let profiler = execution.profiler else { return try body() }
    return try profiler.measure(part(), body)
  }
}
