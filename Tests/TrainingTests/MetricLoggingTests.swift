import CPUDevice
import CanonicalJSON
import Datasets
import Devices
import Metrics
import Optimizers
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing
import Training

/// Metrics with exact state, logged by a module.
@Suite("Logging metrics")
struct MetricLoggingTests {
  private struct Module: TrainingModule {
    let model = SmallTask.Perceptron()
    var learningRate = 0.02

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      let scores = model(batch.inputs, context)
      context.log(
        "train_accuracy", Accuracy(topK: 2), scores, batch.labels, onStep: true, onEpoch: true)
      context.log(
        "f1", ClassScore(.fBeta(1), classes: 3, average: .macro), scores, batch.labels,
        onStep: false, onEpoch: true)
      return crossEntropy(scores, batch.labels)
    }

    func validationStep(_ batch: Batch, _ context: Context) {
      let scores = model(batch.inputs, context)
      context.log("val_accuracy", Accuracy(), scores, batch.labels)
      context.log("confusion", ConfusionMatrix(classes: 3), scores, batch.labels)
      context.log("auroc", RankingScore(.areaUnderROC, classes: 3), scores, batch.labels)
      context.logAccuracy("plain_accuracy", scores: scores, labels: batch.labels)
    }

    func configureOptimizer() -> Adam { Adam(learningRate: learningRate) }
  }

  private static let plan = TrainingPlan(
    seed: SmallTask.seed, shards: 2, maxEpochs: 2, logEveryNSteps: 2)

  private func fit(
    _ module: Module = Module(), on device: any Device = ReferenceDevice(), batchSize: Int = 5,
    execution: Execution = Execution()
  ) throws -> FitResult {
    try Trainer(Self.plan, device: device, execution: execution).fit(
      module,
      TrainingData(
        SmallTask.dataset, batchSize: batchSize,
        validationFraction: SmallTask.validationFraction))
  }

  @Test("CKPT-002: a run with metrics resumed after every step equals the uninterrupted one")
  func resume() throws {
    let scratch = try ScratchFolder()
    _ = try fit(execution: Execution(output: scratch.folder("whole")))
    let file = "checkpoints/step-00000010.h5"
    for step in 1..<10 {
      let folder = scratch.folder("\(step)")
      _ = try fit(execution: Execution(output: folder, stopAfter: step))
      _ = try fit(execution: Execution(output: folder, resume: folder + "/checkpoints/last.h5"))
      #expect(try scratch.bytes("\(step)/\(file)") == scratch.bytes("whole/\(file)"), "\(step)")
      #expect(
        try scratch.bytes("\(step)/metrics.csv") == scratch.bytes("whole/metrics.csv"), "\(step)")
    }
  }

  @Test("CKPT-002: a metric saved while a validation is due is not lost to the end of its epoch")
  func validationDue() throws {
    let scratch = try ScratchFolder()
    let whole = try fit(execution: Execution(output: scratch.folder("whole")))
    let folder = scratch.folder("run")
    _ = try fit(
      execution: Execution(output: folder, stopAfter: 5, stopsBeforeValidation: true))
    let resumed = try fit(
      execution: Execution(output: folder, resume: folder + "/checkpoints/last.h5"))
    #expect(whole.metrics.map(\.value) == resumed.metrics.map(\.value))
    #expect(try scratch.bytes("run/metrics.csv") == scratch.bytes("whole/metrics.csv"))
  }

  @Test("CKPT-002: a metric that nobody logged since it was restored is saved again as it was")
  func savedAgain() throws {
    let scratch = try ScratchFolder()
    let execution = Execution(
      output: scratch.folder("run"), stopAfter: 5, stopsBeforeValidation: true)
    _ = try fit(execution: execution)
    let file = "checkpoints/step-00000005.h5"
    let first = try scratch.bytes("run/\(file)")
    var again = execution
    again.resume = scratch.folder("run") + "/" + file
    again.output = scratch.folder("again")
    _ = try fit(execution: again)
    #expect(try scratch.bytes("again/\(file)") == first)
  }

  @Test("names: one for a value, one for each cell of a matrix; the same values on every device")
  func names() throws {
    let result = try fit()
    #expect(
      result.metrics.map(\.name) == [
        "auroc", "confusion/0/0", "confusion/0/1", "confusion/0/2", "confusion/1/0",
        "confusion/1/1", "confusion/1/2", "confusion/2/0", "confusion/2/1", "confusion/2/2", "f1",
        "plain_accuracy", "train_accuracy", "train_accuracy_step", "val_accuracy",
      ])
    #expect(result.metric("val_accuracy") == result.metric("plain_accuracy"))
    let cells = result.metrics.filter { $0.name.hasPrefix("confusion/") }
    #expect(cells.reduce(0) { $0 + $1.value } == 7)
    for device in try SmallTask.devices() {
      let other = try fit(on: device)
      #expect(
        other.metrics.map(\.value.bitPattern) == result.metrics.map(\.value.bitPattern),
        "\(device.name)")
    }
  }

  @Test("NUM-140: an epoch's value does not depend on how the samples are cut into batches")
  func cuts() throws {
    // Without learning the scores stay the same; only the cut differs.
    let values = try [1, 2, 3, 5, 23].map { size in
      try fit(Module(learningRate: 0), batchSize: size).metrics
        .filter { ["val_accuracy", "auroc"].contains($0.name) || $0.name.hasPrefix("confusion") }
        .map(\.value.bitPattern)
    }
    #expect(values[0].count == 11)
    for other in values { #expect(other == values[0]) }
  }
}
