import CanonicalJSON
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
      let trial = trial(steps: range.steps, callbacks: [recorder] + watching)
      let setup = try FitSetup(trial, module: module, data: data, on: trial.dispatcher())
      let optimizer = module.configureOptimizer()
      optimizer.learningRates = range.bases(of: optimizer.learningRates)
      try trial.run(
        setup,
        AutomaticOptimization(
          module, setup.optimization, optimizer: optimizer,
          scheduler: SchedulerConfiguration(range.schedule)))
    }
    return recorder.result
  }

  /// The same Trainer for some training steps and nothing else.
  private func trial(steps: Int, callbacks: [any Callback]) -> Trainer {
    var trial = barebones()
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

  private func run(_ setup: FitSetup, _ optimization: any OptimizationLoop) throws {
    let loop = FitLoop(
      setup, optimization: optimization, validationStep: { _, _ in }, identity: .null)
    if case .interrupted = try loop().reason {
      throw TrainingError(.interrupted, "the search was interrupted by a signal")
    }
  }

  /// Runs `body`, which trains the module, and gives the module back what it had.
  private func tryingOut(_ module: some EvaluationModule, _ body: () throws -> Void) throws {
    let dispatcher = try dispatcher()
    let model = try Model(keeping: module.model, on: dispatcher, seed: plan.seed)
    var before = StateWriter()
    func write(_ model: Model, to state: inout StateWriter) {
      state.group("model") { model.save(to: &$0) }
      state.group("frozen") { FrozenParameters(of: model).save(to: &$0) }
    }
    write(model, to: &before)
    let state = StateReader(try before.finish())
    let outcome = Result { try body() }
    // Back on this device, wherever the body has put it.
    let after = Model(module.model, on: dispatcher, seed: plan.seed)
    try state.group("model") { (state) throws(StateError) in try after.restore(from: state) }
    try state.group("frozen") { (state) throws(StateError) in
      try FrozenParameters(of: after).restore(from: state)
    }
    try outcome.get()
  }
}
