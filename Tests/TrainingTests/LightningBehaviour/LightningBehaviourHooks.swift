import Datasets
import Devices
import Foundation
import Optimizers
import ReferenceDevice
import Tensors
import Testing

@testable import Training

/// Which hooks are called, in which order and how often.
///
/// The order is Lightning's. Sections in the middle of an epoch differ where its resuming does: an epoch that
/// goes on does not begin again, and nothing in it is done twice.
@Suite("Lightning behaviour: hooks")
struct LightningBehaviourHooks {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    var batches = 1
    var batchSize = 1
    /// Samples of each loader that validates, tests and predicts.
    var judged: [[Float]] = [[0]]
    var sanity = 0
    /// The step at which the run is stopped, to be resumed.
    var stop: Int? = nil
    var stopsBeforeValidation = false
    /// Updates of a manual module in each of its batches; nil for automatic optimization.
    var updates: [Int]? = nil
    var plan: @Sendable (inout TrainingPlan) -> Void = { _ in }
    /// The hooks of the whole run, or of the resumed one.
    let hooks: String

    var testDescription: String { name }
  }

  /// The hooks of a batch that is a window of its own.
  private static func batch(_ ordinal: Int) -> String {
    " batchStart\(ordinal) zeroGrad backward afterBackward update batchEnd\(ordinal) stepEnd "
  }
  private static let validation = " valStart valBatch0.0 valBatchEnd0.0 valEpochEnd valEnd "
  private static let start = "setup fitStart trainStart "
  private static let end = " save trainEnd fitEnd teardown"

  /// Lightning: an epoch's hooks enclose its batches, and validation comes before its end.
  static let automatic: [Row] = [
    Row(
      name: "two epochs", plan: { $0.maxEpochs = 2 },
      hooks: start + "epochStart" + batch(0) + validation + "epochEnd epochStart" + batch(0)
        + validation + "epochEnd" + end),
    Row(
      name: "validation after every second epoch",
      plan: {
        $0.maxEpochs = 2
        $0.validateEveryNEpochs = 2
      },
      hooks: start + "epochStart" + batch(0) + "epochEnd epochStart" + batch(0) + validation
        + "epochEnd" + end),
    Row(
      name: "validation after every step", batches: 2, plan: { $0.validateEveryNSteps = 1 },
      hooks: start + "epochStart" + batch(0) + validation + batch(1) + validation + "epochEnd"
        + end),
    Row(
      name: "validation after half an epoch", batches: 4, plan: { $0.validateEveryShare = 0.5 },
      hooks: start + "epochStart" + batch(0) + batch(1) + validation + batch(2) + batch(3)
        + validation + "epochEnd" + end),
    Row(
      name: "validation by two loaders, one after the other", judged: [[0, 1], [2]],
      hooks: start + "epochStart" + batch(0)
        + """
        valStart valBatch0.0 valBatchEnd0.0 valBatch0.1 valBatchEnd0.1 valBatch1.0 valBatchEnd1.0
        valEpochEnd valEnd
        """ + " epochEnd" + end),
    Row(
      name: "no validation: nor its hooks", sanity: 2,
      plan: { $0.limitValidationBatches = .batches(0) },
      hooks: start + "epochStart" + batch(0) + "epochEnd" + end),
    Row(
      name: "no steps to train: nor a sanity check", judged: [[0, 1]], sanity: 1,
      plan: { $0.maxSteps = 0 }, hooks: "setup fitStart fitEnd teardown"),
    Row(
      name: "a sanity check comes before training begins", judged: [[0, 1, 2]], sanity: 2,
      plan: { $0.limitValidationBatches = .batches(1) },
      hooks: "setup fitStart sanityStart" + validation + "sanityEnd trainStart epochStart"
        + batch(0) + validation + "epochEnd" + end),
    Row(
      name: "no training batches: neither steps nor epochs",
      plan: { $0.limitTrainBatches = .batches(0) }, hooks: "setup fitStart fitEnd teardown"),
    Row(
      name: "a limit of steps leaves an epoch open: it has no end", batches: 3,
      plan: { $0.maxSteps = 1 }, hooks: start + "epochStart" + batch(0) + end),
    Row(
      name: "a window of two and one of one", batches: 3, plan: { $0.accumulateGradBatches = 2 },
      hooks: start
        + """
        epochStart batchStart0 zeroGrad backward afterBackward batchEnd0
        batchStart1 backward afterBackward update batchEnd1 stepEnd
        """ + batch(2) + validation + "epochEnd" + end),
    Row(
      name: "two logical shards: a backward pass each, gradients forgotten before the first",
      batchSize: 2,
      plan: {
        $0.shards = 2
        $0.limitValidationBatches = .batches(0)
      },
      hooks: start
        + """
        epochStart batchStart0 zeroGrad backward afterBackward backward afterBackward
        update batchEnd0 stepEnd epochEnd
        """ + end),
  ]

  /// Lightning: on a resume, state is loaded before training begins, there is no sanity check, and an epoch
  /// that is open goes on.
  static let resumed: [Row] = [
    Row(
      name: "within an epoch", batches: 3, sanity: 2, stop: 1,
      hooks: "setup load fitStart trainStart" + batch(1) + batch(2) + validation + "epochEnd"
        + end),
    Row(
      name: "between epochs", sanity: 2, stop: 1, plan: { $0.maxEpochs = 2 },
      hooks: "setup load fitStart trainStart epochStart" + batch(0) + validation + "epochEnd"
        + end),
    Row(
      name: "before a validation within an epoch", batches: 2, stop: 1,
      stopsBeforeValidation: true, plan: { $0.validateEveryNSteps = 1 },
      hooks: "setup load fitStart trainStart" + validation + "save" + batch(1) + validation
        + "epochEnd" + end),
    Row(
      name: "before the validation at an epoch's end", stop: 1, stopsBeforeValidation: true,
      hooks: "setup load fitStart trainStart" + validation + "epochEnd" + end),
    Row(
      name: "behind an open window's predecessor", batches: 3, stop: 1,
      plan: {
        $0.accumulateGradBatches = 2
        $0.limitValidationBatches = .batches(0)
      },
      hooks: "setup load fitStart trainStart" + batch(2) + "epochEnd" + end),
    Row(
      name: "at the end: nothing is left", stop: 1, hooks: "setup load fitStart fitEnd teardown"),
  ]

  /// Lightning: by hand, backward passes and updates come as the module makes them.
  static let manual: [Row] = [
    Row(
      name: "two updates in a batch", updates: [2],
      hooks: start
        + """
        epochStart batchStart0 zeroGrad backward afterBackward update
        zeroGrad backward afterBackward update batchEnd0 stepEnd
        """ + validation + "epochEnd" + end),
    Row(
      name: "batches without an update belong to the next step", batches: 3, updates: [0, 1, 0],
      hooks: start
        + """
        epochStart batchStart0 batchEnd0
        batchStart1 zeroGrad backward afterBackward update batchEnd1 stepEnd
        batchStart2 batchEnd2 stepEnd
        """ + validation + "epochEnd" + end),
  ]

  static let evaluations = ["validate", "test", "predict"]

  static var rowCount: Int {
    automatic.count + resumed.count + manual.count + evaluations.count
  }

  private struct Manual: ManualTrainingModule {
    let model = ScriptedModule.Line()
    let updates: [Int]

    func configureOptimizers() -> [NamedOptimizer] {
      [NamedOptimizer("sgd", SGD(learningRate: 1))]
    }

    func trainingStep(_ step: ManualStep) throws {
      for _ in 0..<updates[step.batch] {
        try step.zeroGrad("sgd")
        try step.backward("sgd") { $1[model.weight].sum() * $0.inputs.mean() }
        try step.update("sgd")
      }
    }
  }

  private func fit(_ row: Row, _ execution: Execution) throws -> [String] {
    var plan = TrainingPlan(seed: 1, maxEpochs: 1)
    row.plan(&plan)
    let probe = Probe()
    var execution = execution
    execution.sanityValidationBatches = row.sanity
    let trainer = Trainer(
      plan, device: ReferenceDevice(), execution: execution, callbacks: [probe])
    let data = ScriptedData(
      values: (1...row.batches * row.batchSize).map { Float($0) }, batchSize: row.batchSize,
      judged: row.judged)
    if let updates = row.updates {
      try trainer.fit(Manual(updates: updates), data)
    } else {
      try trainer.fit(ScriptedModule(), data)
    }
    return probe.trace
  }

  @Test("the hooks of a run, in order", arguments: automatic + resumed + manual)
  func order(_ row: Row) throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    var execution = Execution(output: folder)
    if let stop = row.stop {
      execution.stopAfter = stop
      execution.stopsBeforeValidation = row.stopsBeforeValidation
      _ = try fit(row, execution)
      execution = Execution(output: folder, resume: folder + "/checkpoints/last.h5")
    }
    #expect(try fit(row, execution) == words(row.hooks))
  }

  @Test("the hooks of a stage on its own, with two loaders and a limit", arguments: evaluations)
  func evaluation(_ stage: String) throws {
    let probe = Probe()
    var trainer = Trainer(
      TrainingPlan(seed: 1, limitValidationBatches: .batches(1)), device: ReferenceDevice(),
      callbacks: [probe])
    trainer.execution.limitTestBatches = .share(0.5)
    trainer.execution.limitPredictBatches = .batches(0)
    let data = ScriptedData(values: [1], judged: [[1, 2, 3, 4], [5, 6]])
    let module = ScriptedModule()
    switch stage {
    case "validate":
      _ = try trainer.validate(module, data)
      #expect(
        probe.trace
          == words(
            """
            setup valStart valBatch0.0 valBatchEnd0.0 valBatch1.0 valBatchEnd1.0 valEpochEnd
            valEnd teardown
            """))
    case "test":
      _ = try trainer.test(module, data)
      #expect(
        probe.trace
          == words("setup testStart testBatch0.0 testBatch0.1 testBatch1.0 testEnd teardown"))
    default:
      #expect(try trainer.predict(module, data).isEmpty)
      #expect(probe.trace == words("setup predictStart predictEnd teardown"))
    }
  }
}
