import Datasets
import Devices
import NumericsContract
import Tensors

/// Goes through the loaders of a stage without training, and averages what is logged.
struct EvaluationLoop {
  let run: Run
  let hooks: HookList
  let workers: Int
  let stage: Stage
  let step: (Batch, Context) -> Void
  /// Takes what a batch of a loader logged for itself; nil: nobody writes it down.
  var onBatch: ((_ loader: Int, [MetricLedger.Value]) -> Void)?

  /// The results for the loggers, sorted by name; nil when a signal arrived in between.
  ///
  /// With several loaders each name has `/` and the loader's name or ordinal behind it.
  ///
  /// - Parameter limit: Batches of each loader, or nil for all.
  func callAsFunction(
    _ loaders: [DataLoader], limit: BatchLimit?
  ) throws -> [MetricLedger.Value]? {
    let outer = (run.stage, run.activeLedger)
    let ledger = MetricLedger(on: run.dispatcher)
    (run.stage, run.activeLedger) = (stage, ledger)
    defer { (run.stage, run.activeLedger) = outer }
    try hooks(name("Start")) { try start($0) }
    try hooks(name("EpochStart")) { try epochStart($0) }
    for (index, loader) in loaders.enumerated() {
      if loaders.count > 1 {
        ledger.suffix = "/" + (loader.name.isEmpty ? "\(index)" : loader.name)
      }
      guard try evaluate(loader, index, limit, ledger) else {
        try hooks(name("End")) { try end($0) }
        return nil
      }
    }
    ledger.suffix = ""
    try hooks(name("EpochEnd")) { try epochEnd($0) }
    let values = try ledger.takeEpochValues() + ledger.takeHostValues()
    if stage != .sanityCheck { run.ledger.note(ledger.latest) }
    try hooks(name("End")) { try end($0) }
    return values.sorted { $0.name.precedesInUTF8($1.name) }
  }

  private func evaluate(
    _ loader: DataLoader, _ index: Int, _ limit: BatchLimit?, _ ledger: MetricLedger
  ) throws -> Bool {
    let count = try BatchLimit.most(
      of: loader.batchCount, limit, key: "the limit of batches of the stage \(stage.rawValue)")
    let batches = try loader.open(
      seed: run.plan.seed, epoch: 0, workers: count == 0 ? 0 : workers)
    for ordinal in 0..<count {
      guard let host = try batches.next() else { break }
      if StopSignal.received != nil { return false }
      try hooks(name("BatchStart")) { try batchStart($0, ordinal, index) }
      try run.dispatcher.during(.evaluation) {
        let context = Context.evaluation(
          on: run.dispatcher, seed: run.plan.seed, precision: run.plan.precision)
        step(
          Batch(
            host, rows: 0..<host.count, on: run.dispatcher, precision: run.plan.precision), context)
        try ledger.add(context.logged, samples: host.count, isLoggedStep: onBatch != nil)
      }
      if let onBatch {
        let values = try ledger.takeBatchValues()
        if !values.isEmpty { onBatch(index, values) }
      }
      try hooks(name("BatchEnd")) { try batchEnd($0, ordinal, index) }
    }
    return true
  }

  /// A hook's name, for a profiler.
  private func name(_ event: String) -> String {
    switch stage {
    case .test: "onTest" + event
    case .predict: "onPredict" + event
    case .fit, .sanityCheck, .validate: "onValidation" + event
    }
  }

  private func start(_ hooks: any TrainingHooks) throws {
    switch stage {
    case .test: try hooks.onTestStart(run)
    case .predict: try hooks.onPredictStart(run)
    case .fit, .sanityCheck, .validate: try hooks.onValidationStart(run)
    }
  }

  private func epochStart(_ hooks: any TrainingHooks) throws {
    switch stage {
    case .test: try hooks.onTestEpochStart(run)
    case .predict: try hooks.onPredictEpochStart(run)
    case .fit, .sanityCheck, .validate: try hooks.onValidationEpochStart(run)
    }
  }

  private func batchStart(_ hooks: any TrainingHooks, _ batch: Int, _ loader: Int) throws {
    switch stage {
    case .test: try hooks.onTestBatchStart(run, batch: batch, loader: loader)
    case .predict: try hooks.onPredictBatchStart(run, batch: batch, loader: loader)
    case .fit, .sanityCheck, .validate:
      try hooks.onValidationBatchStart(run, batch: batch, loader: loader)
    }
  }

  private func batchEnd(_ hooks: any TrainingHooks, _ batch: Int, _ loader: Int) throws {
    switch stage {
    case .test: try hooks.onTestBatchEnd(run, batch: batch, loader: loader)
    case .predict: try hooks.onPredictBatchEnd(run, batch: batch, loader: loader)
    case .fit, .sanityCheck, .validate:
      try hooks.onValidationBatchEnd(run, batch: batch, loader: loader)
    }
  }

  private func epochEnd(_ hooks: any TrainingHooks) throws {
    switch stage {
    case .test: try hooks.onTestEpochEnd(run)
    case .predict: try hooks.onPredictEpochEnd(run)
    case .fit, .sanityCheck, .validate: try hooks.onValidationEpochEnd(run)
    }
  }

  private func end(_ hooks: any TrainingHooks) throws {
    switch stage {
    case .test: try hooks.onTestEnd(run)
    case .predict: try hooks.onPredictEnd(run)
    case .fit, .sanityCheck, .validate: try hooks.onValidationEnd(run)
    }
  }
}
