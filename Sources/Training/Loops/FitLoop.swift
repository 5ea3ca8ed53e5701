import CanonicalJSON
import Checkpoints
import Datasets
import Devices
import Optimizers
import Tensors

/// One run of `Trainer.fit`: steps, and a commit point after each.
///
/// A commit point comes after everything that its step triggers: validation, the end of an epoch,
/// callbacks' decisions and their state. Only there is the state saved, so that a save never catches a
/// counter half-way.
final class FitLoop<Module: TrainingModule> {
  let module: Module
  let data: TrainingData
  let plan: TrainingPlan
  let execution: Execution
  let callbacks: [any Callback]
  let dispatcher: Dispatcher
  let split: Split
  let model: Model
  let optimizer: Module.OptimizerType
  let scheduler: LearningRateScheduler
  let ledger: MetricLedger
  let position = LoopPosition()
  let store: RunStore?
  private let shards: LogicalShards
  private var pending = PendingHistory()

  init(
    module: Module, data: TrainingData, plan: TrainingPlan, execution: Execution,
    callbacks: [any Callback], dispatcher: Dispatcher, run: JSONValue
  ) {
    self.module = module
    self.data = data
    self.plan = plan
    self.execution = execution
    self.callbacks = callbacks
    self.dispatcher = dispatcher
    split = data.split(seed: plan.seed)
    model = Model(module.model, on: dispatcher, seed: plan.seed)
    optimizer = module.configureOptimizer()
    optimizer.prepare(model.parameters)
    scheduler = LearningRateScheduler(module.schedule, for: optimizer)
    ledger = MetricLedger(on: dispatcher)
    shards = LogicalShards(count: plan.shards, dispatcher: dispatcher)
    store = execution.output.map { RunStore(folder: $0, run: run, plan: plan) }
  }

  /// Micro-batches in an epoch.
  var batchesPerEpoch: Int { data.batchesPerEpoch(split) }

  var stepsPerEpoch: Int { TrainingData.parts(batchesPerEpoch, of: plan.accumulateGradBatches) }

  func run() throws -> FitResult {
    try store?.open(execution) { tree in
      try self.restore(tree)
    }
    store?.removeCheckpoints(position.removes, keeping: position.step)
    for callback in callbacks { callback.onFitStart(summary) }
    let result = try train()
    for callback in callbacks { callback.onFitEnd(result) }
    try store?.close(result)
    return result
  }

  private func train() throws -> FitResult {
    if position.phase == .validationDue, let result = try commit() { return result }
    if let result = resultBeforeFirstStep { return result }
    while true {
      let loader = try Loader(
        data.trainingBatches(split, seed: plan.seed, epoch: position.epoch),
        startingAt: position.batch, workers: execution.loaderWorkers)
      while position.batch < batchesPerEpoch {
        var window: [HostBatch] = []
        while window.count < plan.accumulateGradBatches, let batch = try loader.next() {
          window.append(batch)
        }
        try step(window)
        let epochEnds = position.batch == batchesPerEpoch
        if let result = try commit() { return result }
        if epochEnds { break }
      }
    }
  }

  /// One training step: gradients of a window, clipping, update, schedule.
  private func step(_ window: [HostBatch]) throws {
    let number = position.step + 1
    let isLogged = number.isMultiple(of: plan.logEveryNSteps)
    dispatcher.begin(step: number)
    let result = shards.gradients(
      of: window, firstMicroBatch: position.microBatch, seed: plan.seed,
      parameters: model.parameters, step: module.trainingStep
    ) { values, samples in
      ledger.add(values, samples: samples, isLoggedStep: isLogged)
    }
    dispatcher.during(.update) {
      var gradients = result.gradients
      if let maximum = plan.gradientClipNorm,
        let clipped = GradientClipping(maximum: maximum).clip(gradients)
      {
        gradients = clipped.gradients
      }
      optimizer.step(gradients)
    }
    if isLogged {
      // Taken also when nobody writes them down: totals must not outlive their step.
      let values = try ledger.takeStepValues()
      store?.log(
        step: number, epoch: position.epoch,
        [("learning_rate", optimizer.learningRate)] + values)
    }
    scheduler.advance()
    position.step = number
    position.batch += window.count
    position.microBatch += window.count
    pending.append(step: number, batches: window.map(\.digest), loss: result.loss)
    if pending.isFull { try pending.drain(into: position) }
  }

  /// Everything after a step, up to the save; returns how the run ended if it did.
  private func commit() throws -> FitResult? {
    let epochEnded = position.batch == batchesPerEpoch
    let validates =
      !split.validation.isEmpty
      && (plan.validateEveryNSteps.map { position.step.isMultiple(of: $0) } ?? epochEnded)
    if validates {
      let stopsHere = execution.stopsBeforeValidation && execution.stopAfter == position.step
      guard !stopsHere, try validate() else {
        position.phase = .validationDue
        position.removes = []
        try save()
        return end(StopSignal.received.map { .interrupted(signal: $0) } ?? .stoppedAfterStep)
      }
    }
    // The file that an interrupted validation left is replaced.
    var request = CallbackRequest(save: position.phase == .validationDue)
    position.phase = .ready
    if epochEnded {
      // Taken also when nobody writes them down: callbacks decide by them.
      let values = try ledger.takeEpochValues()
      store?.log(step: position.step, epoch: position.epoch, values)
      position.epoch += 1
      position.batch = 0
    }
    let limitReached = limitIsReached
    let event = CommitEvent(
      step: position.step, epoch: position.epoch, epochEnded: epochEnded, validated: validates,
      isLast: limitReached, metrics: ledger.latest)
    for callback in callbacks {
      let wish = callback.onCommit(event)
      if let failure = wish.failure { throw TrainingError(.configuration, failure) }
      request.save = request.save || wish.save
      request.stop = request.stop ?? wish.stop
      request.remove += wish.remove
    }
    position.stopped = request.stop
    position.removes = request.remove.filter { $0 != position.step }
    request.save = request.save || execution.alsoSave.contains(position.step)
    let reason = endReason(limitReached: limitReached, callbackStop: request.stop)
    if request.save || reason != nil { try save() }
    return reason.map { end($0) }
  }

  private func endReason(limitReached: Bool, callbackStop: String?) -> FitResult.Reason? {
    if limitReached { return .finished }
    if let callbackStop { return .stopped(callbackStop) }
    if let signal = StopSignal.received { return .interrupted(signal: signal) }
    if let last = execution.stopAfter, position.step >= last { return .stoppedAfterStep }
    return nil
  }

  /// Runs the validation; false when a signal interrupted it, with nothing of it kept.
  private func validate() throws -> Bool {
    let loop = ValidationLoop(dispatcher: dispatcher, seed: plan.seed)
    let values = try loop.run(
      data.validationBatches(split, seed: plan.seed), workers: execution.loaderWorkers,
      step: module.validationStep)
    guard let values else { return false }
    ledger.note(values)
    store?.log(step: position.step, epoch: position.epoch, values)
    return true
  }

  private func save() throws {
    try pending.drain(into: position)
    try store?.save(step: position.step) { try self.state(&$0) }
    store?.removeCheckpoints(position.removes, keeping: position.step)
  }

  private func end(_ reason: FitResult.Reason) -> FitResult {
    FitResult(
      reason: reason, step: position.step, epoch: position.epoch, metrics: ledger.latest,
      checkpoint: store?.lastSaved)
  }

  /// A run that was finished or stopped before it was resumed has nothing left to do.
  private var resultBeforeFirstStep: FitResult? {
    if let why = position.stopped { return end(.stopped(why)) }
    guard !limitIsReached else { return end(.finished) }
    guard position.step > 0, let last = execution.stopAfter, position.step >= last else {
      return nil
    }
    return end(.stoppedAfterStep)
  }

  private var limitIsReached: Bool {
    plan.maxEpochs.map { position.epoch >= $0 } ?? false
      || plan.maxSteps.map { position.step >= $0 } ?? false
  }

  private var summary: RunSummary {
    let byEpochs = plan.maxEpochs.map { $0 * stepsPerEpoch }
    return RunSummary(
      parameters: model.parameters.map { ($0.path, $0.shape.axes) },
      trainingSamples: split.training.count, validationSamples: split.validation.count,
      stepsPerEpoch: stepsPerEpoch,
      plannedSteps: [byEpochs, plan.maxSteps].compactMap { $0 }.min(),
      completedSteps: position.step)
  }
}
