import Devices
import NumericsContract
import Optimizers
import Tensors

/// A step is an accumulation window: gradients of its micro-batches, their mean, clipping, an update.
final class AutomaticOptimization<Module: TrainingModule>: OptimizationLoop {
  let optimizers: [NamedOptimizer]
  private let module: Module
  private let context: OptimizationContext
  private let optimizer: Module.OptimizerType
  private let scheduler: LearningRateScheduler
  /// Keeps the small gradients of binary16 alive.
  private let scaler: GradientScaler?

  convenience init(_ module: Module, _ context: OptimizationContext) {
    self.init(
      module, context, optimizer: module.configureOptimizer(),
      scheduler: module.configureScheduler())
  }

  /// Optimizes as someone else than the module says.
  init(
    _ module: Module, _ context: OptimizationContext, optimizer: Module.OptimizerType,
    scheduler configuration: SchedulerConfiguration
  ) {
    self.module = module
    self.context = context
    self.optimizer = optimizer
    optimizer.prepare(context.run.model.parameters)
    scheduler = configuration.scheduler(for: optimizer)
    optimizers = [NamedOptimizer(optimizer.name, optimizer, scheduler: configuration)]
    scaler = context.plan.precision == .mixedFloat16 ? GradientScaler() : nil
  }

  func train(step: Int, next: () throws -> TrainingBatch?) throws -> StepOutcome? {
    let (run, hooks, shards) = (context.run, context.hooks, context.shards)
    let size = context.plan.accumulateGradBatches.batches(inEpoch: run.epoch)
    var sums = shards.noSums
    var digests: [SHA256Digest] = []
    var total: Tensor?
    context.listener.isLogged = step.isMultiple(of: run.plan.logEveryNSteps)
    context.listener.zeroing = optimizer
    while digests.count < size, let batch = try next() {
      let loss = try shards.add(
        batch,
        LogicalShards.Pass(
          microBatch: run.microBatch + digests.count, parameters: run.model.parameters,
          scale: scaler?.scale ?? 1),
        to: &sums, telling: context.listener, step: module.trainingStep)
      digests.append(batch.digest)
      total = run.dispatcher.during(.update) { total.map { $0 + loss } ?? loss }
      if digests.count == size || batch.isLast {
        total = try run.dispatcher.during(.update) {
          try update(sums, microBatches: digests.count)
          return total.map { digests.count > 1 ? $0.divided(by: digests.count) : $0 }
        }
      }
      try hooks("onTrainBatchEnd") { try $0.onTrainBatchEnd(run, batch: batch.ordinal, loss: loss) }
    }
    return digests.isEmpty ? nil : StepOutcome(batches: digests, loss: total)
  }

  private func update(_ sums: LogicalShards.Sums, microBatches: Int) throws {
    var gradients = context.shards.folded(sums)
    // A step that is skipped counts: the schedule moves on, and so does everything else.
    defer { scheduler.advance() }
    if microBatches > 1 { gradients = gradients.map { $0?.divided(by: microBatches) } }
    if let scaler {
      guard let unscaled = try scaler.unscaled(gradients) else { return }
      gradients = unscaled
    }
    try context.hooks("onBeforeOptimizerStep") {
      try $0.onBeforeOptimizerStep(context.run, optimizer, gradients: gradients)
    }
    if let maximum = context.plan.gradientClipValue {
      gradients = GradientValueClipping(maximum: maximum).clip(gradients)
    }
    if let maximum = context.plan.gradientClipNorm,
      let clipped = GradientClipping(maximum: maximum).clip(gradients)
    {
      gradients = clipped.gradients
    }
    optimizer.step(gradients)
  }

  func endEpoch() throws { try scheduler.endEpoch(context.run) }

  func steps(at position: LoopPosition, batchesPerEpoch: Int?) -> ClosedRange<Int> {
    let windows = context.plan.accumulateGradBatches
    let ofThisEpoch = TrainingData.parts(
      position.batch, of: windows.batches(inEpoch: position.epoch))
    guard let batchesPerEpoch else {
      // Each epoch before has at least one step, and none more steps than batches.
      let least = position.epoch + ofThisEpoch
      return least...max(least, position.microBatch - position.batch + ofThisEpoch)
    }
    let step =
      windows.steps(before: position.epoch, batchesPerEpoch: batchesPerEpoch) + ofThisEpoch
    return step...step
  }

  func save(to state: inout StateWriter) {
    state.group("optimizer") { state in
      state.group(optimizer.name) { optimizer.save(to: &$0) }
      if let scaler { state.group("scaler") { scaler.save(to: &$0) } }
    }
    state.group("scheduler") { scheduler.save(to: &$0) }
  }

  func restore(from state: StateReader, step: Int, epoch: Int) throws(StateError) {
    try state.group("optimizer") { (state) throws(StateError) in
      try state.group(optimizer.name) { (state) throws(StateError) in
        try optimizer.restore(from: state)
      }
      guard let scaler else { return }
      try state.group("scaler") { (state) throws(StateError) in try scaler.restore(from: state) }
    }
    try state.group("scheduler") { (state) throws(StateError) in
      try scheduler.restore(from: state)
      guard scheduler.steps == step else {
        throw StateError(
          .invalidValue, path: state.path(of: "step"), expected: "\(step)",
          found: "\(scheduler.steps)")
      }
      try scheduler.check(epoch: epoch, in: state)
    }
  }
}
