import Checkpoints
import Datasets
import SystemPackage
public import Tensors

/// Which weights a validation, a test or a prediction uses.
public enum WeightSource: Sendable, Equatable {
  /// Those that the module has; a module that was never bound gets its first values.
  case current
  /// Those of a checkpoint.
  case file(String)
  /// Those of the newest checkpoint in the Trainer's output folder.
  case last
  /// Those of the checkpoint that the Trainer's `ModelCheckpoint` thinks best.
  case best
}

extension Trainer {
  /// Validates a module on its own.
  ///
  /// - Returns: What was logged, sorted by name.
  /// - Throws: `TrainingError`, `CheckpointError`, `StateError` or `DeviceError`.
  public func validate(
    _ module: some EvaluationModule, _ data: some DataModule, weights: WeightSource = .current
  ) throws -> [(name: String, value: Double)] {
    try evaluate(
      .validate, module, data, data.validationLoaders(seed: plan.seed), weights,
      limit: plan.limitValidationBatches, step: module.validationStep)
  }

  /// Judges a module by data that training never saw.
  ///
  /// - Returns: What was logged, sorted by name.
  /// - Throws: `TrainingError`, `CheckpointError`, `StateError` or `DeviceError`.
  public func test(
    _ module: some EvaluationModule, _ data: some DataModule, weights: WeightSource = .current
  ) throws -> [(name: String, value: Double)] {
    try evaluate(
      .test, module, data, data.testLoaders(seed: plan.seed), weights,
      limit: execution.limitTestBatches, step: module.testStep)
  }

  /// Computes a module's outputs.
  ///
  /// - Returns: The outputs of each batch, in order of loaders and batches.
  /// - Throws: `TrainingError`, `CheckpointError`, `StateError` or `DeviceError`.
  public func predict(
    _ module: some EvaluationModule, _ data: some DataModule, weights: WeightSource = .current
  ) throws -> [[Tensor]] {
    var outputs: [[Tensor]] = []
    _ = try evaluate(
      .predict, module, data, data.predictLoaders(seed: plan.seed), weights,
      limit: execution.limitPredictBatches
    ) { outputs.append(module.predictStep($0, $1)) }
    return outputs
  }

  private func evaluate(
    _ stage: Stage, _ module: some EvaluationModule, _ data: some DataModule,
    _ loaders: @autoclosure () -> [DataLoader], _ weights: WeightSource, limit: BatchLimit?,
    step: @escaping (Batch, Context) -> Void
  ) throws -> [(name: String, value: Double)] {
    try data.prepare(stage)
    let loaders = loaders()
    guard !loaders.isEmpty else {
      throw TrainingError(.configuration, "the data have no loader for the stage \(stage.rawValue)")
    }
    let dispatcher = try dispatcher()
    let model = try Model(
      keeping: module.model, on: dispatcher, seed: plan.seed, precision: plan.precision)
    let run = Run(
      plan: plan, model: model, dispatcher: dispatcher, stage: stage,
      summary: RunSummary(
        parameters: model.parameters.map { ($0.path, $0.shape.axes) }, trainingSamples: 0,
        validationSamples: FitSetup.samples(loaders), stepsPerEpoch: 0,
        plannedSteps: nil, completedSteps: 0),
      output: execution.output)
    let hooks = HookList(
      callbacks: callbacks, module: module, profiler: execution.profiler)
    do {
      try hooks("setup") { try $0.setup(run) }
      if let path = try checkpoint(weights) {
        try load(path, into: model)
        try hooks("onLoadCheckpoint") { try $0.onLoadCheckpoint(run) }
      }
      let loop = EvaluationLoop(
        run: run, hooks: hooks, workers: execution.loaderWorkers, stage: stage, step: step)
      guard let values = try loop(loaders, limit: limit) else {
        throw TrainingError(.interrupted, "the \(stage.rawValue) stage was interrupted by a signal")
      }
      try hooks("teardown") { try $0.teardown(run) }
      return values
    } catch {
      hooks("onException") { $0.onException(run, error) }
      throw error
    }
  }

  private func checkpoint(_ weights: WeightSource) throws(TrainingError) -> String? {
    switch weights {
    case .current: return nil
    case .file(let path): return path
    case .last:
      guard let newest = execution.output.flatMap({ RunDirectory($0).newestCheckpoint }) else {
        throw TrainingError(
          .configuration,
          "weights .last: \(execution.output ?? "a Trainer without output folder") has no checkpoint"
        )
      }
      return newest.string
    case .best:
      let best = callbacks.lazy.compactMap { ($0 as? ModelCheckpoint)?.bestStep }.first
      guard let best, let folder = execution.output else {
        throw TrainingError(
          .configuration,
          "weights .best: no ModelCheckpoint of this Trainer has saved a checkpoint in an output "
            + "folder")
      }
      return RunDirectory(folder).keptCheckpoint(step: best).string
    }
  }

  /// Takes a checkpoint's model and its averages; what else it holds does not matter here.
  private func load(_ path: String, into model: Model) throws {
    let file = try CheckpointFile(opening: path)
    do {
      let state = StateReader(try file.stateTree())
      try state.group("model") { (state) throws(StateError) in try model.restore(from: state) }
      for case let averaging as WeightAveraging in callbacks {
        try averaging.take(for: model, from: state)
      }
    } catch let error as StateError {
      throw TrainingError(.mismatch, "\(path) does not fit this model: \(error)")
    }
  }
}
