import CPUDevice
import CanonicalJSON
import Devices
import Foundation
import Metrics
import Optimizers
import Tensors
import Testing
import Training

/// What a run has around its training leaves no mark on the weights.
@Suite("With and without")
struct WithAndWithoutTests {
  /// A module that logs nothing, or one metric in training and validation.
  private struct Module: TrainingModule {
    let model = SmallTask.Perceptron()
    var metric: (any LoggedMetric)?
    /// What the metric is fed of scores and labels.
    var inputs: (Tensor, Tensor) -> (Tensor, Tensor) = { ($0, $1) }
    var plain: (String, (Tensor, Context) -> Void)?

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      let scores = model(batch.inputs, context)
      if let metric { note(metric, scores, batch.labels, context) }
      let loss = crossEntropy(scores, batch.labels)
      plain?.1(loss, context)
      return loss
    }

    func validationStep(_ batch: Batch, _ context: Context) {
      let scores = model(batch.inputs, context)
      if let metric { note(metric, scores, batch.labels, context) }
      context.log("val_loss", crossEntropy(scores, batch.labels))
    }

    private func note(
      _ metric: some LoggedMetric, _ scores: Tensor, _ labels: Tensor, _ context: Context
    ) {
      let inputs = inputs(scores, labels)
      context.log("metric", metric, inputs.0, inputs.1, onStep: false, onEpoch: true)
    }

    func configureOptimizer() -> AdamW { AdamW(learningRate: 0.02, weightDecay: 0.05) }
    var schedule: LearningRateSchedule { SmallTask.schedule }
  }

  private static let plan = TrainingPlan(seed: SmallTask.seed, shards: 2, maxEpochs: 2)

  private func weights(
    _ module: Module = Module(), _ plan: TrainingPlan = plan, execution: Execution = Execution(),
    callbacks: [any Callback] = [], loggers: [any Logger] = [CSVLogger()]
  ) throws -> [[UInt32]] {
    try Trainer(
      plan, device: try CPUDevice(threads: 2), execution: execution, callbacks: callbacks,
      loggers: loggers
    ).fit(module, SmallTask.data)
    return try module.model.weights()
  }

  /// Weights of a run with nothing around it.
  private func bare() throws -> [[UInt32]] {
    let module = Module()
    try Trainer(Self.plan, device: try CPUDevice(threads: 2)).barebones()
      .fit(module, SmallTask.data)
    return try module.model.weights()
  }

  @Test("RNG-008: validation, every epoch, every step and never, leaves the weights as they are")
  func validation() throws {
    let expected = try bare()
    var plan = Self.plan
    #expect(try weights() == expected)
    plan.validateEveryNSteps = 1
    #expect(try weights(Module(), plan) == expected)
    plan.validateEveryNSteps = nil
    plan.validateEveryShare = 0.4
    #expect(try weights(Module(), plan) == expected)
    plan.limitValidationBatches = .batches(1)
    #expect(try weights(Module(), plan) == expected)
  }

  @Test("RNG-008: the sanity check leaves the weights as they are", arguments: [0, 1, 2, 100])
  func sanity(batches: Int) throws {
    var execution = Execution()
    execution.sanityValidationBatches = batches
    #expect(try weights(execution: execution) == bare())
  }

  @Test("RNG-008: a logger leaves the weights as they are", arguments: 0..<5)
  func loggers(number: Int) throws {
    let lists: [[any Logger]] = [
      [], [CSVLogger()], [JSONLinesLogger()], [CSVLogger(), JSONLinesLogger()],
      [TensorBoardLogger()],
    ]
    let scratch = try ScratchFolder()
    var plan = Self.plan
    plan.logEveryNSteps = 1
    #expect(
      try weights(
        Module(), plan, execution: Execution(output: scratch.folder("run")),
        loggers: lists[number]) == bare())
  }

  @Test("RNG-008: a metric leaves the weights as they are", arguments: 0..<8)
  func metrics(number: Int) throws {
    let metrics: [any LoggedMetric] = [
      Accuracy(topK: 2), ClassScore(.precision, classes: 3), ClassScore(.recall, classes: 3),
      ClassScore(.fBeta(2), classes: 3, average: .weighted), ConfusionMatrix(classes: 3),
      RankingScore(.areaUnderROC, classes: 3), RankingScore(.averagePrecision, classes: 3),
      Perplexity(),
    ]
    #expect(try weights(Module(metric: metrics[number])) == bare())
  }

  @Test("RNG-008: a metric of pairs leaves the weights as they are", arguments: 0..<7)
  func metricsOfPairs(number: Int) throws {
    let formulas: [RegressionScore.Formula] = [
      .meanSquaredError, .rootMeanSquaredError, .meanAbsoluteError, .rSquared, .pearsonCorrelation,
    ]
    let metrics: [any LoggedMetric] =
      formulas.map { RegressionScore($0) } + [CosineSimilarity(), Mean()]
    let module = Module(metric: metrics[number]) { scores, _ in (scores, scores.exp()) }
    #expect(try weights(module) == bare())
  }

  @Test("RNG-008: the likeness of texts leaves the weights as they are")
  func texts() throws {
    let module = Module(metric: BLEU(upTo: 2)) { scores, labels in
      let words = scores.argmax(axis: 1)
      return (words.reshaped(to: [1, words.count]), labels.reshaped(to: [1, labels.count]))
    }
    #expect(try weights(module) == bare())
  }

  @Test(
    "RNG-008: a logged value leaves the weights as they are, whatever is made of it",
    arguments: LoggedValue.Reduction.allCases)
  func values(reduction: LoggedValue.Reduction) throws {
    let module = Module(
      plain: (
        "loss",
        {
          $1.log(
            "loss", $0, onStep: true, onEpoch: true, progressBar: true, reduction: reduction)
        }
      ))
    var plan = Self.plan
    plan.logEveryNSteps = 1
    #expect(try weights(module, plan) == bare())
  }

  private final class Sink: ProgressReport.Output {
    func update(_ line: @escaping @autoclosure () -> String) { _ = line() }
    func print(_ line: String) {}
  }

  @Test("RNG-008: a callback that does not train leaves the weights as they are", arguments: 0..<11)
  func callbacks(number: Int) throws {
    let scratch = try ScratchFolder()
    let callbacks: [any Callback] = [
      ModelCheckpoint(monitor: "val_loss", saveTopK: 1, everyNSteps: 1, filename: "{step}"),
      ModelCheckpoint(weightsOnly: true), EarlyStopping(monitor: "val_loss", patience: 99),
      LearningRateMonitor(), OnExceptionCheckpoint(), ProgressReport(to: Sink()),
      WeightAveraging.exponential(decay: 0.9), WeightAveraging.stochastic(from: 2),
      ModelSummaryReport(to: Sink(), maxDepth: 2), RunTimer(.seconds(1_000_000)),
      DeviceStatistics(try CPUDevice(threads: 1), includingEvaluation: true),
    ]
    #expect(
      try weights(
        execution: Execution(output: scratch.folder("run")), callbacks: [callbacks[number]])
        == bare())
  }

  @Test("RNG-008: profilers leave the weights as they are")
  func profilers() throws {
    let expected = try bare()
    var execution = Execution()
    execution.profiler = Profiler()
    #expect(try weights(execution: execution) == expected)
    let module = Module()
    try Trainer(Self.plan, device: OperationProfiler(try CPUDevice(threads: 2)))
      .fit(module, SmallTask.data)
    #expect(try module.model.weights() == expected)
    let watched = Module()
    let statistics = DeviceStatistics(try CPUDevice(threads: 2), includingEvaluation: true)
    try Trainer(Self.plan, device: statistics.device, callbacks: [statistics])
      .fit(watched, SmallTask.data)
    #expect(try watched.model.weights() == expected)
  }

  @Test("RNG-008: workers that load ahead leave the weights as they are", arguments: [0, 1, 2, 4])
  func workers(count: Int) throws {
    #expect(try weights(execution: Execution(loaderWorkers: count)) == bare())
  }
}
