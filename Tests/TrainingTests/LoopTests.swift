import CanonicalJSON
import Datasets
import Devices
import Layers
import NumericsContract
import Optimizers
import ReferenceDevice
import Tensors
import Testing

@testable import Training

/// Limits, intervals and several loaders: which batches a run sees, and when it validates and ends.
@Suite("Loops")
struct LoopTests {
  /// Writes down which batches were trained on and at which steps a validation ran.
  private final class Watcher: Callback {
    let name = "watcher"
    let configuration: JSONValue? = nil
    var batches: [Int] = []
    var validations: [Int] = []
    var sanity = 0

    func onTrainBatchStart(_ run: Run, batch: Int) { batches.append(batch) }
    func onValidationEnd(_ run: Run) {
      if run.stage == .sanityCheck { sanity += 1 } else { validations.append(run.step) }
    }
  }

  private func fit(
    _ plan: TrainingPlan, execution: Execution = Execution(), others: [any Callback] = []
  ) throws -> (watcher: Watcher, result: FitResult) {
    let watcher = Watcher()
    let result = try Trainer(
      plan, device: ReferenceDevice(), execution: execution, callbacks: [watcher] + others
    ).fit(SmallTask.sgd(), SmallTask.data)
    return (watcher, result)
  }

  @Test("a limit of training batches ends an epoch early: a count, a share, or nothing at all")
  func trainLimits() throws {
    for (limit, batches) in [
      (BatchLimit.batches(2), 2), (.batches(99), 5), (.share(0.5), 2), (.share(0.01), 1),
      (.share(0), 0), (.batches(0), 0),
    ] {
      let (watcher, result) = try fit(TrainingPlan(maxEpochs: 2, limitTrainBatches: limit))
      #expect(watcher.batches == Array(0..<batches) + Array(0..<batches), "\(limit)")
      #expect(result.step == 2 * batches)
      #expect(result.reason == .finished)
    }
  }

  @Test("validation comes after epochs, steps, or shares of an epoch")
  func validationIntervals() throws {
    for (plan, steps) in [
      (TrainingPlan(maxEpochs: 4), [5, 10, 15, 20]),
      (TrainingPlan(maxEpochs: 4, validateEveryNEpochs: 2), [10, 20]),
      (TrainingPlan(maxEpochs: 2, validateEveryNSteps: 3), [3, 6, 9]),
      (TrainingPlan(maxEpochs: 1, validateEveryShare: 0.4), [2, 4]),
      (
        TrainingPlan(maxEpochs: 2, validateEveryShare: 0.2, validateEveryNEpochs: 2),
        [6, 7, 8, 9, 10]
      ),
      (
        TrainingPlan(maxEpochs: 2, accumulateGradBatches: 2, validateEveryShare: 0.4), [1, 2, 4, 5]
      ),
      // Windows of 3 and 2 batches jump over the places 2 and 4.
      (
        TrainingPlan(maxEpochs: 2, accumulateGradBatches: 3, validateEveryShare: 0.4), [1, 2, 3, 4]
      ),
      (TrainingPlan(maxEpochs: 2, limitValidationBatches: .batches(0)), []),
      (TrainingPlan(maxSteps: 7), [5]),
    ] { #expect(try fit(plan).watcher.validations == steps, "\(plan)") }
  }

  @Test("the sanity check runs once, keeps nothing, and a run without validation has none")
  func sanity() throws {
    #expect(try fit(TrainingPlan(maxSteps: 1)).watcher.sanity == 1)
    #expect(
      try fit(TrainingPlan(maxSteps: 1, limitValidationBatches: .batches(0))).watcher.sanity == 0)
    var execution = Execution()
    execution.sanityValidationBatches = 0
    let (watcher, result) = try fit(TrainingPlan(maxSteps: 1), execution: execution)
    #expect(watcher.sanity == 0)
    #expect(result.metric("val_loss") == nil)
    #expect(try fit(TrainingPlan(maxSteps: 1)).result.metric("val_loss") == nil)
  }

  /// Asks for an end at a step.
  private final class Stopper: Callback {
    let name = "stopper"
    let configuration: JSONValue? = [:]
    let step: Int
    init(at step: Int) { self.step = step }
    func onCommit(_ event: CommitEvent) -> CallbackRequest {
      CallbackRequest(stop: event.step == step ? "step \(step)" : nil)
    }
  }

  @Test("the least epochs and steps put an end off that a callback asked for")
  func minimums() throws {
    for (plan, end) in [
      (TrainingPlan(maxEpochs: 9), 3), (TrainingPlan(maxEpochs: 9, minSteps: 7), 7),
      (TrainingPlan(maxEpochs: 9, minEpochs: 2), 10),
      (TrainingPlan(maxEpochs: 9, minEpochs: 2, minSteps: 12), 12),
      (TrainingPlan(maxEpochs: 2, minEpochs: 5), 10),
    ] {
      let result = try fit(plan, others: [Stopper(at: 3)]).result
      #expect(result.step == end, "\(plan)")
      #expect(result.reason == (end == 10 && plan.maxEpochs == 2 ? .finished : .stopped("step 3")))
    }
  }

  @Test("an end that was put off is not forgotten by a resumed run")
  func minimumsResumed() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    let plan = TrainingPlan(maxEpochs: 9, minSteps: 7)
    _ = try fit(
      plan, execution: Execution(output: folder, stopAfter: 5), others: [Stopper(at: 3)])
    let result = try fit(
      plan, execution: Execution(output: folder, resume: folder + "/checkpoints/last.h5"),
      others: [Stopper(at: 3)]
    ).result
    #expect(result.step == 7)
    #expect(result.reason == .stopped("step 3"))
  }

  @Test("overfitting sees the same first batches in every epoch")
  func overfit() throws {
    final class Digests: Callback {
      let name = "digests"
      let configuration: JSONValue? = nil
      var losses: [UInt32] = []
      func onTrainBatchEnd(_ run: Run, batch: Int, loss: Tensor?) throws {
        losses.append(try loss?.floats()[0].bitPattern ?? 0)
      }
    }
    let digests = Digests()
    let module = SmallTask.Module(logging: 0) { SGD(learningRate: 0) }
    let plan = TrainingPlan(maxEpochs: 3, overfitBatches: .batches(2))
    let data = TrainingData(SmallTask.dataset, batchSize: 5)
    let without = NoDropout(model: module.model)
    let result = try Trainer(plan, device: ReferenceDevice(), callbacks: [digests])
      .fit(without, data)
    #expect(result.step == 6)
    #expect(digests.losses[0..<2] == digests.losses[2..<4])
    #expect(digests.losses[0..<2] == digests.losses[4..<6])
    #expect(digests.losses[0] != digests.losses[1])
  }

  /// The small task without dropout and without learning.
  private struct NoDropout: TrainingModule {
    let model: SmallTask.Perceptron
    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      let hidden = model.norm(model.hidden(batch.inputs, context), context).relu()
      return crossEntropy(model.scores(hidden, context), batch.labels)
    }
    func configureOptimizer() -> SGD { SGD(learningRate: 0) }
  }

  @Test("a development run goes once through a few batches of everything and leaves no file")
  func fastDevRun() throws {
    let scratch = try ScratchFolder()
    let watcher = Watcher()
    let trainer = Trainer(
      TrainingPlan(maxEpochs: 50), device: ReferenceDevice(),
      execution: Execution(output: scratch.folder("run")),
      callbacks: [watcher, ModelCheckpoint(), EarlyStopping(monitor: "val_loss")])
    let result = try trainer.fastDevRun(batches: 2).fit(SmallTask.sgd(), SmallTask.data)
    #expect(watcher.batches == [0, 1])
    #expect(watcher.validations == [2])
    #expect(result.checkpoint == nil)
    #expect(throws: (any Error).self) { try scratch.bytes("run/run.json") }
  }

  @Test("barebones trains the same weights without anything around it")
  func barebones() throws {
    let modules = [SmallTask.adamW(), SmallTask.adamW()]
    let trainer = Trainer(maxEpochs: 2, device: ReferenceDevice(), callbacks: [Watcher()])
    try trainer.fit(modules[0], SmallTask.data)
    try trainer.barebones().fit(modules[1], SmallTask.data)
    #expect(try modules[0].model.weights() == modules[1].model.weights())
  }

  @Test("a time limit stops at a commit point; run.json has the step, and --stop-after repeats it")
  func timeLimit() throws {
    let scratch = try ScratchFolder()
    let plan = TrainingPlan(maxEpochs: 9)
    var seconds = 0
    var timed = Execution(output: scratch.folder("timed"))
    timed.maxTime = .seconds(4)
    timed.clock = {
      seconds += 1
      return .seconds(seconds)
    }
    let result = try fit(plan, execution: timed).result
    #expect(result.reason == .timeLimit)
    #expect(result.step == 4)
    let record = try JSONParser.parse(Array(scratch.bytes("timed/run.json")))
    #expect(
      record["executions"]?.array?[0]["decisions"]?.array == [["kind": "timeLimit", "step": 4]])
    _ = try fit(plan, execution: Execution(output: scratch.folder("counted"), stopAfter: 4))
    let file = "checkpoints/step-00000004.h5"
    #expect(try scratch.bytes("timed/\(file)") == scratch.bytes("counted/\(file)"))
  }

  @Test("a save that the clock asks for changes no later file, and run.json has the step")
  func timedSaves() throws {
    let scratch = try ScratchFolder()
    let plan = TrainingPlan(maxEpochs: 1)
    var seconds = 0
    var timed = Execution(output: scratch.folder("timed"))
    timed.saveEvery = .seconds(2)
    timed.clock = {
      seconds += 1
      return .seconds(seconds)
    }
    _ = try fit(plan, execution: timed)
    _ = try fit(plan, execution: Execution(output: scratch.folder("plain")))
    let record = try JSONParser.parse(Array(scratch.bytes("timed/run.json")))
    #expect(
      record["executions"]?.array?[0]["decisions"]?.array == [
        ["kind": "save", "step": 2], ["kind": "save", "step": 4],
      ])
    let file = "checkpoints/step-00000005.h5"
    #expect(try scratch.bytes("timed/\(file)") == scratch.bytes("plain/\(file)"))
    #expect(try !scratch.bytes("timed/checkpoints/step-00000002.h5").isEmpty)
  }

  @Test("an error between steps keeps the last commit point when a callback wants that")
  func onException() throws {
    struct Failure: Error {}
    final class Failing: Callback {
      let name = "failing"
      let configuration: JSONValue? = nil
      func onTrainBatchStart(_ run: Run, batch: Int) throws {
        if run.step == 3 { throw Failure() }
      }
    }
    let scratch = try ScratchFolder()
    let plan = TrainingPlan(maxEpochs: 1)
    #expect(throws: Failure.self) {
      try fit(
        plan, execution: Execution(output: scratch.folder("failed")),
        others: [OnExceptionCheckpoint(), Failing()])
    }
    _ = try fit(plan, execution: Execution(output: scratch.folder("stopped"), stopAfter: 3))
    let file = "checkpoints/step-00000003.h5"
    #expect(try scratch.bytes("failed/\(file)") == scratch.bytes("stopped/\(file)"))
    #expect(throws: Failure.self) {
      try fit(
        plan, execution: Execution(output: scratch.folder("careless")), others: [Failing()])
    }
    #expect(throws: (any Error).self) { try scratch.bytes("careless/\(file)") }
  }
}
