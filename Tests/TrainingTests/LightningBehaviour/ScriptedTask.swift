import CanonicalJSON
import Datasets
import Layers
import NumericsContract
import Optimizers
import ReferenceDevice
import Tensors

@testable import Training

/// Samples of one number each, in their own order.
struct ScriptedData: DataModule {
  var values: [Float]
  var batchSize = 1
  /// The samples of each loader that validates, tests and predicts.
  var judged: [[Float]] = [[0]]
  var names: [String] = []
  let digest = SmallTask.dataset.digest

  /// As many samples as batches: 1, 2, 3 and so on.
  static func batches(_ count: Int) -> ScriptedData {
    ScriptedData(values: (1...count).map { Float($0) })
  }

  func trainingLoaders(seed: UInt64) -> CombinedLoader { CombinedLoader([loader(values)]) }
  func validationLoaders(seed: UInt64) -> [DataLoader] {
    judged.enumerated().map { loader($1, $0 < names.count ? names[$0] : "") }
  }
  func testLoaders(seed: UInt64) -> [DataLoader] { validationLoaders(seed: seed) }
  func predictLoaders(seed: UInt64) -> [DataLoader] { validationLoaders(seed: seed) }

  private func loader(_ values: [Float], _ name: String = "") -> DataLoader {
    DataLoader(
      InMemoryDataset(
        inputs: values, labels: Array(repeating: 0, count: values.count), inputShape: [1]),
      batchSize: batchSize, name: name)
  }
}

/// One weight that starts at 0, with a loss whose gradient is the mean of the batch.
///
/// Samples are small whole numbers and rates powers of two, so every update is exact: a test says which
/// weight is left, not about which.
struct ScriptedModule: TrainingModule {
  struct Line: Layer {
    let weight = Parameter([1], .constant(0))
    var contents: Contents { ["weight": weight] }
  }

  let model = Line()
  var scheduler: () -> SchedulerConfiguration = { SchedulerConfiguration() }
  /// What a validation logs as `score`.
  var score: (Run) -> Double? = { _ in nil }
  /// What a training step logs, given the mean of its batch.
  var logTraining: (Context, Tensor) -> Void = { _, _ in }
  /// What a step of validation or test logs.
  var logJudging: (Context, Tensor) -> Void = { _, _ in }

  func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
    let mean = batch.inputs.mean()
    logTraining(context, mean)
    return context[model.weight].sum() * mean
  }

  func validationStep(_ batch: Batch, _ context: Context) {
    logJudging(context, batch.inputs.mean())
  }

  func testStep(_ batch: Batch, _ context: Context) { validationStep(batch, context) }

  func predictStep(_ batch: Batch, _ context: Context) -> [Tensor] { [batch.inputs] }

  func onValidationEpochEnd(_ run: Run) {
    if let value = score(run) { run.log("score", value) }
  }

  func configureOptimizer() -> SGD { SGD(learningRate: 1) }
  func configureScheduler() -> SchedulerConfiguration { scheduler() }

  /// The weight that is left.
  func weight() throws -> Float { try model.weight.value.floats()[0] }
}

/// A module whose validation of epoch n, counted from 0, gives the n-th score.
func scripted(_ scores: [Double]) -> ScriptedModule {
  ScriptedModule(score: { scores[min($0.epoch, scores.count - 1)] })
}
