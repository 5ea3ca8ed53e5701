import CanonicalJSON
import Datasets
import Devices
import Optimizers
import Tensors

extension Trainer {
  /// Finds a learning rate by a range test: training steps as `fit` begins, each at a higher rate.
  ///
  /// The optimizer's groups keep their ratio to the first, whose rate the result speaks of; the module's
  /// schedule and the Trainer's callbacks are left out, and nothing is written. Weights, buffers and what is
  /// frozen are as before when it returns or throws; optimizers, random streams and the position in the
  /// data belong to the test alone.
  ///
  /// - Parameter watching: Callbacks that have no influence on training, such as a progress bar.
  /// - Throws: `TrainingError`, `StateError` or `DeviceError`.
  public func findLearningRate<Module: TrainingModule>(
    _ module: Module, _ data: some DataModule, _ range: LearningRateRange = LearningRateRange(),
    watching: [any Callback] = []
  ) throws -> LearningRateSearch {
    let recorder = LearningRateRecorder(range)
    try tryingOut(module) {
      let trial = trial(steps: range.steps, on: device, callbacks: [recorder] + watching)
      let setup = try FitSetup(trial, module: module, data: data, on: trial.dispatcher())
      let optimizer = module.configureOptimizer()
      optimizer.learningRates = range.bases(of: optimizer.learningRates)
      let optimization = AutomaticOptimization(
        module, setup.optimization, optimizer: optimizer,
        scheduler: SchedulerConfiguration(range.schedule))
      let loop = FitLoop(
        setup, optimization: optimization, validationStep: { _, _ in }, identity: .null)
      try Trainer.requireEnd(try loop())
    }
    return recorder.result
  }

  /// Finds the largest batch size whose training steps hold no more memory than a limit.
  ///
  /// What counts is the most bytes that parameters, optimizers, activations, gradients and batches take on the
  /// device at a time, whatever memory there is. The Trainer's callbacks are left out, nothing is written, and
  /// the module is as before when it returns or throws.
  ///
  /// - Parameters:
  ///   - limit: The most bytes.
  ///   - method: In which order sizes are tried, and how many.
  ///   - data: The data in batches of a size.
  ///   - trying: Told of each trial.
  /// - Throws: `TrainingError` when not even one sample stays within the limit, or as `fit`.
  public func findBatchSize(
    _ module: some EvaluationModule, memoryLimit limit: Int,
    _ method: BatchSizeSearch.Method = .init(), data: (Int) throws -> any DataModule,
    trying: (BatchSizeSearch.Trial) -> Void = { _ in }
  ) throws -> BatchSizeSearch {
    let first = try data(1)
    try first.prepare(.fit)
    let loaders = first.trainingLoaders(seed: plan.seed).loaders
    let samples = loaders.compactMap(\.sampleCount).min() ?? .max
    var search = BatchSizeSearch(limit: limit, method: method, samples: samples)
    try tryingOut(module) {
      while let size = search.next {
        let meter = MemoryMeter(device)
        let trial = trial(steps: method.stepsPerTrial, on: meter, callbacks: [])
        try Trainer.requireEnd(try trial.fit(any: module, try data(size), run: .null))
        search.add(size: size, bytes: meter.peakBytes)
        if let last = search.trials.last { trying(last) }
      }
    }
    guard search.batchSize != nil else {
      let least = search.trials.min { $0.size < $1.size }
      throw TrainingError(
        .configuration,
        "a training step of batches of \(least?.size ?? 1) holds \(least?.bytes ?? 0) bytes, more than "
          + "the limit of \(limit); raise the limit, or make the model smaller")
    }
    return search
  }

  /// Trains a module of either kind.
  func fit(
    any module: any EvaluationModule, _ data: any DataModule, run: JSONValue
  ) throws -> FitResult {
    switch module {
    case let module as any TrainingModule: return try fit(module, data, run: run)
    case let module as any ManualTrainingModule: return try fit(module, data, run: run)
    case let module: preconditionFailure("\(type(of: module)) is no module that trains")
    }
  }

  /// The same Trainer for some training steps and nothing else.
  private func trial(
    steps: Int, on device: any Device, callbacks: [any Callback]
  ) -> Trainer {
    let bare = barebones()
    var trial = Trainer(bare.plan, device: device, execution: bare.execution)
    trial.plan.maxEpochs = nil
    trial.plan.maxSteps = steps
    trial.plan.minEpochs = 0
    trial.plan.minSteps = 0
    trial.execution.stopAfter = nil
    trial.execution.maxTime = nil
    trial.execution.saveEvery = nil
    trial.callbacks = callbacks
    return trial
  }

  private static func requireEnd(_ result: FitResult) throws(TrainingError) {
    if case .interrupted = result.reason {
      throw TrainingError(.interrupted, "the search was interrupted by a signal")
    }
  }

  /// Runs `body`, which trains the module, and gives the module back what it had.
  private func tryingOut(_ module: some EvaluationModule, _ body: () throws -> Void) throws {
    let dispatcher = try dispatcher()
    let model = try Model(
      keeping: module.model, on: dispatcher, seed: plan.seed, precision: plan.precision)
    var before = StateWriter()
    func write(_ model: Model, to state: inout StateWriter) {
      state.group("model") { model.save(to: &$0) }
      state.group("frozen") { FrozenParameters(of: model).save(to: &$0) }
    }
    write(model, to: &before)
    let state = StateReader(try before.finish())
    let outcome = Result { try body() }
    // Back on this device, wherever the body has put it.
    let after = Model(
      module.model, on: dispatcher, seed: plan.seed, precision: plan.precision)
    try state.group("model") { (state) throws(StateError) in try after.restore(from: state) }
    try state.group("frozen") { (state) throws(StateError) in
      try FrozenParameters(of: after).restore(from: state)
    }
    try outcome.get()
  }
}
