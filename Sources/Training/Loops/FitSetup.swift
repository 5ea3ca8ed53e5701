import Datasets
import Tensors

/// What a fit is made of before its optimization is.
struct FitSetup {
  let run: Run
  let data: any DataModule
  let execution: Execution
  let hooks: HookList
  let loggers: [any Logger]
  let loaders: CombinedLoader
  let validationLoaders: [DataLoader]
  /// Micro-batches in an epoch; nil for a stream.
  let batchesPerEpoch: Int?
  /// The most micro-batches in an epoch.
  let mostBatches: Int

  /// Binds the model and asks for the data.
  init(
    _ trainer: Trainer, module: some EvaluationModule, data: any DataModule,
    on dispatcher: Dispatcher
  ) throws {
    let plan = trainer.plan
    try data.prepare(.fit)
    loaders = data.trainingLoaders(seed: plan.seed)
    validationLoaders =
      plan.limitValidationBatches == .batches(0) || plan.limitValidationBatches == .share(0)
      ? [] : data.validationLoaders(seed: plan.seed)
    let batches = plan.batchesPerEpoch(loaders)
    batchesPerEpoch = batches
    mostBatches = try plan.mostBatchesPerEpoch(loaders)
    let model = Model(
      module.model, on: dispatcher, seed: plan.seed, precision: plan.precision)
    let stepsPerEpoch = batches.map {
      TrainingData.parts($0, of: plan.accumulateGradBatches.batches(inEpoch: 0))
    }
    run = Run(
      plan: plan, model: model, dispatcher: dispatcher, stage: .fit,
      summary: RunSummary(
        parameters: model.parameters.map { ($0.path, $0.shape.axes) },
        trainingSamples: FitSetup.samples(loaders.loaders),
        validationSamples: FitSetup.samples(validationLoaders),
        stepsPerEpoch: stepsPerEpoch,
        plannedSteps: plan.plannedSteps(batchesPerEpoch: batches), completedSteps: 0),
      output: trainer.execution.output)
    run.summarize = { [loaders] maxDepth in
      let context = Context.evaluation(on: dispatcher, seed: plan.seed, precision: plan.precision)
      return try ModelSummary(of: module.model, maxDepth: maxDepth, watching: context) { context in
        let feed = TrainingFeed(
          loaders, seed: plan.seed, epoch: 0, startingAt: 0, count: 1, workers: 0)
        guard let host = try feed.next() else { return }
        let first = TrainingBatch(
          host, isLast: true, shards: 1, on: dispatcher, precision: plan.precision)
        guard let batch = first.shards[0] else { return }
        module.exampleStep(batch, context)
      }
    }
    self.data = data
    execution = trainer.execution
    loggers = trainer.loggers
    hooks = HookList(
      callbacks: trainer.callbacks, module: module, profiler: trainer.execution.profiler)
  }

  /// What optimization needs of it.
  var optimization: OptimizationContext {
    OptimizationContext(
      run: run, hooks: hooks,
      shards: LogicalShards(
        count: run.plan.shards, dispatcher: run.dispatcher, seed: run.plan.seed,
        precision: run.plan.precision))
  }

  /// Samples of several loaders together; nil when one of them is a stream.
  static func samples(_ loaders: [DataLoader]) -> Int? {
    let counts = loaders.compactMap(\.sampleCount)
    return counts.count == loaders.count ? counts.reduce(0, +) : nil
  }
}
