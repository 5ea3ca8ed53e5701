import CanonicalJSON
import Optimizers
import Tensors
import Training

/// Writes down what it is told, in order.
final class HookRecord {
  var events: [String] = []
}

/// Hooks that write every event down: under its name for a module, with `Callback.` before it otherwise.
protocol RecordingHooks: TrainingHooks {
  var record: HookRecord { get }
  var prefix: String { get }
}

extension RecordingHooks {
  private func note(_ event: String) { record.events.append(prefix + event) }

  func setup(_ run: Run) { note("setup \(run.stage)") }
  func teardown(_ run: Run) { note("teardown \(run.stage)") }
  func onException(_ run: Run, _ error: any Error) { note("onException") }
  func onFitStart(_ run: Run) { note("onFitStart") }
  func onFitEnd(_ run: Run) { note("onFitEnd") }
  func onSanityCheckStart(_ run: Run) { note("onSanityCheckStart") }
  func onSanityCheckEnd(_ run: Run) { note("onSanityCheckEnd") }
  func onTrainStart(_ run: Run) { note("onTrainStart") }
  func onTrainEnd(_ run: Run) { note("onTrainEnd") }
  func onTrainEpochStart(_ run: Run) { note("onTrainEpochStart") }
  func onTrainEpochEnd(_ run: Run) { note("onTrainEpochEnd") }
  func onTrainBatchStart(_ run: Run, batch: Int) { note("onTrainBatchStart \(batch)") }
  func onTrainBatchEnd(_ run: Run, batch: Int, loss: Tensor?) { note("onTrainBatchEnd \(batch)") }
  func onBeforeZeroGrad(_ run: Run, _: any Optimizer) { note("onBeforeZeroGrad") }
  func onBeforeBackward(_ run: Run, loss: Tensor) { note("onBeforeBackward") }
  func onAfterBackward(_ run: Run) { note("onAfterBackward") }
  func onBeforeOptimizerStep(_ run: Run, _: any Optimizer, gradients: [Tensor?]) {
    note("onBeforeOptimizerStep")
  }
  func onSaveCheckpoint(_ run: Run) { note("onSaveCheckpoint") }
  func onLoadCheckpoint(_ run: Run) { note("onLoadCheckpoint") }
  func onValidationStart(_ run: Run) { note("onValidationStart") }
  func onValidationEnd(_ run: Run) { note("onValidationEnd") }
  func onValidationEpochStart(_ run: Run) { note("onValidationEpochStart") }
  func onValidationEpochEnd(_ run: Run) { note("onValidationEpochEnd") }
  func onValidationBatchStart(_ run: Run, batch: Int, loader: Int) {
    note("onValidationBatchStart \(loader).\(batch)")
  }
  func onValidationBatchEnd(_ run: Run, batch: Int, loader: Int) {
    note("onValidationBatchEnd \(loader).\(batch)")
  }
  func onTestStart(_ run: Run) { note("onTestStart") }
  func onTestEnd(_ run: Run) { note("onTestEnd") }
  func onTestEpochStart(_ run: Run) { note("onTestEpochStart") }
  func onTestEpochEnd(_ run: Run) { note("onTestEpochEnd") }
  func onTestBatchStart(_ run: Run, batch: Int, loader: Int) {
    note("onTestBatchStart \(loader).\(batch)")
  }
  func onTestBatchEnd(_ run: Run, batch: Int, loader: Int) {
    note("onTestBatchEnd \(loader).\(batch)")
  }
  func onPredictStart(_ run: Run) { note("onPredictStart") }
  func onPredictEnd(_ run: Run) { note("onPredictEnd") }
  func onPredictEpochStart(_ run: Run) { note("onPredictEpochStart") }
  func onPredictEpochEnd(_ run: Run) { note("onPredictEpochEnd") }
  func onPredictBatchStart(_ run: Run, batch: Int, loader: Int) {
    note("onPredictBatchStart \(loader).\(batch)")
  }
  func onPredictBatchEnd(_ run: Run, batch: Int, loader: Int) {
    note("onPredictBatchEnd \(loader).\(batch)")
  }
}

/// A callback that writes everything down.
final class RecordingCallback: Callback, RecordingHooks {
  let name: String
  let record: HookRecord
  let isMonitor: Bool
  let configuration: JSONValue? = nil
  var prefix: String { isMonitor ? "Monitor." : "Callback." }

  init(_ record: HookRecord, isMonitor: Bool = false) {
    self.record = record
    self.isMonitor = isMonitor
    name = isMonitor ? "monitor" : "recorder"
  }

  func onCommit(_ event: CommitEvent) -> CallbackRequest {
    record.events.append("\(prefix)onCommit \(event.step)")
    return CallbackRequest()
  }
}

/// The small task with automatic optimization, writing everything down.
struct RecordingModule: TrainingModule, RecordingHooks {
  let model = SmallTask.Perceptron()
  let record: HookRecord
  let prefix = ""

  func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
    record.events.append("trainingStep")
    return crossEntropy(model(batch.inputs, context), batch.labels)
  }

  func validationStep(_ batch: Batch, _ context: Context) {
    record.events.append("validationStep")
  }

  func testStep(_ batch: Batch, _ context: Context) { record.events.append("testStep") }

  func predictStep(_ batch: Batch, _ context: Context) -> [Tensor] {
    record.events.append("predictStep")
    return [model(batch.inputs, context)]
  }

  func configureOptimizer() -> SGD { SGD(learningRate: 0.1) }
}

/// The same by hand: backward on every batch, an update on every second.
struct RecordingManualModule: ManualTrainingModule, RecordingHooks {
  let model = SmallTask.Perceptron()
  let record: HookRecord
  let prefix = ""

  func trainingStep(_ step: ManualStep) throws {
    record.events.append("trainingStep")
    try step.backward("sgd") { batch, context in
      crossEntropy(model(batch.inputs, context), batch.labels)
    }
    if !step.batch.isMultiple(of: 2) { try step.update("sgd") }
  }

  func validationStep(_ batch: Batch, _ context: Context) {
    record.events.append("validationStep")
  }

  func configureOptimizers() -> [NamedOptimizer] {
    [NamedOptimizer("sgd", SGD(learningRate: 0.1))]
  }
}
