import CanonicalJSON
import Datasets
import Devices
import ReferenceDevice
import Tensors
import Testing
import Training

/// The order of hooks: callbacks in the order of their list, then the module; Lightning's order, stage by
/// stage.
@Suite("Hook order")
struct HookOrderTests {
  /// An event as callback and module hear of it.
  private func both(_ events: String...) -> [String] {
    events.flatMap { ["Callback.\($0)", $0] }
  }

  private func evaluation(_ stage: String, batches: Int, step: String) -> [String] {
    both("on\(stage)Start", "on\(stage)EpochStart")
      + (0..<batches).flatMap { batch in
        both("on\(stage)BatchStart 0.\(batch)") + [step] + both("on\(stage)BatchEnd 0.\(batch)")
      } + both("on\(stage)EpochEnd", "on\(stage)End")
  }

  /// A micro-batch of automatic optimization.
  private func batch(_ ordinal: Int, first: Bool = true, steps: Bool = true) -> [String] {
    both("onTrainBatchStart \(ordinal)") + ["trainingStep"]
      + (first ? both("onBeforeZeroGrad") : []) + both("onBeforeBackward", "onAfterBackward")
      + (steps ? both("onBeforeOptimizerStep") : []) + both("onTrainBatchEnd \(ordinal)")
  }

  /// 23 training and 7 validation samples: 5 and 2 batches, cut to 2 and 1 unless told otherwise.
  private func trainer(
    _ record: HookRecord, plan change: (inout TrainingPlan) -> Void = { _ in },
    execution: Execution = Execution(), others: [any Callback] = []
  ) -> Trainer {
    var plan = TrainingPlan(
      seed: SmallTask.seed, maxEpochs: 1, limitTrainBatches: .batches(2),
      limitValidationBatches: .batches(1))
    change(&plan)
    return Trainer(
      plan, device: ReferenceDevice(), execution: execution,
      callbacks: [RecordingCallback(record)] + others)
  }

  @Test("fit, automatic: setup, sanity check, batches, validation, end of epoch, teardown")
  func automatic() throws {
    let record = HookRecord()
    try trainer(record).fit(RecordingModule(record: record), SmallTask.data)
    #expect(
      record.events
        == both("setup fit", "onFitStart", "onSanityCheckStart")
        + evaluation("Validation", batches: 1, step: "validationStep")
        + both("onSanityCheckEnd", "onTrainStart", "onTrainEpochStart")
        + batch(0) + ["Callback.onCommit 1"] + batch(1)
        + evaluation("Validation", batches: 1, step: "validationStep")
        + both("onTrainEpochEnd") + ["Callback.onCommit 2"] + both("onSaveCheckpoint")
        + both("onTrainEnd", "onFitEnd", "teardown fit"))
  }

  @Test("fit, accumulating: gradients are forgotten at a window's first batch, used at its last")
  func accumulating() throws {
    let record = HookRecord()
    let trainer = trainer(record) {
      $0.accumulateGradBatches = 2
      $0.limitTrainBatches = .batches(3)
      $0.limitValidationBatches = .batches(0)
    }
    try trainer.fit(RecordingModule(record: record), SmallTask.data)
    #expect(
      record.events
        == both("setup fit", "onFitStart", "onTrainStart", "onTrainEpochStart")
        + batch(0, steps: false) + batch(1, first: false) + ["Callback.onCommit 1"]
        + batch(2) + both("onTrainEpochEnd") + ["Callback.onCommit 2"]
        + both("onSaveCheckpoint", "onTrainEnd", "onFitEnd", "teardown fit"))
  }

  @Test("fit, resumed within an epoch: no sanity check, and the epoch does not begin again")
  func resumed() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    try trainer(HookRecord(), execution: Execution(output: folder, stopAfter: 1))
      .fit(RecordingModule(record: HookRecord()), SmallTask.data)
    let record = HookRecord()
    let execution = Execution(output: folder, resume: folder + "/checkpoints/last.h5")
    try trainer(record, execution: execution).fit(RecordingModule(record: record), SmallTask.data)
    #expect(
      record.events
        == both("setup fit", "onLoadCheckpoint", "onFitStart", "onTrainStart") + batch(1)
        + evaluation("Validation", batches: 1, step: "validationStep")
        + both("onTrainEpochEnd") + ["Callback.onCommit 2"] + both("onSaveCheckpoint")
        + both("onTrainEnd", "onFitEnd", "teardown fit"))
  }

  @Test("fit, resumed when it was finished: nothing is trained")
  func resumedAtEnd() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    try trainer(HookRecord(), execution: Execution(output: folder))
      .fit(RecordingModule(record: HookRecord()), SmallTask.data)
    let record = HookRecord()
    let execution = Execution(output: folder, resume: folder + "/checkpoints/last.h5")
    try trainer(record, execution: execution).fit(RecordingModule(record: record), SmallTask.data)
    #expect(
      record.events
        == both("setup fit", "onLoadCheckpoint", "onFitStart", "onFitEnd", "teardown fit"))
  }

  @Test("fit, manual: the module's step encloses its backward passes and updates")
  func manual() throws {
    let record = HookRecord()
    let trainer = trainer(record) {
      $0.limitTrainBatches = .batches(3)
      $0.limitValidationBatches = .batches(0)
    }
    try trainer.fit(RecordingManualModule(record: record), SmallTask.data)
    func batch(_ ordinal: Int, steps: Bool) -> [String] {
      both("onTrainBatchStart \(ordinal)") + ["trainingStep"]
        + both("onBeforeBackward", "onAfterBackward")
        + (steps ? both("onBeforeOptimizerStep") : []) + both("onTrainBatchEnd \(ordinal)")
    }
    #expect(
      record.events
        == both("setup fit", "onFitStart", "onTrainStart", "onTrainEpochStart")
        + batch(0, steps: false) + batch(1, steps: true) + ["Callback.onCommit 1"]
        + batch(2, steps: false) + both("onTrainEpochEnd") + ["Callback.onCommit 2"]
        + both("onSaveCheckpoint", "onTrainEnd", "onFitEnd", "teardown fit"))
  }

  @Test("fit, manual and resumed: a gradient that waits waits on")
  func manualResumed() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    let change: (inout TrainingPlan) -> Void = {
      $0.limitTrainBatches = .batches(4)
      $0.limitValidationBatches = .batches(0)
    }
    try trainer(HookRecord(), plan: change, execution: Execution(output: folder, stopAfter: 1))
      .fit(RecordingManualModule(record: HookRecord()), SmallTask.data)
    let record = HookRecord()
    let execution = Execution(output: folder, resume: folder + "/checkpoints/last.h5")
    try trainer(record, plan: change, execution: execution)
      .fit(RecordingManualModule(record: record), SmallTask.data)
    #expect(record.events.filter { $0 == "trainingStep" }.count == 2)
    #expect(!record.events.contains("onTrainEpochStart"))
  }

  @Test("the end of an epoch reaches callbacks that decide about saving and stopping last")
  func monitors() throws {
    let record = HookRecord()
    let trainer = Trainer(
      TrainingPlan(seed: SmallTask.seed, maxEpochs: 1), device: ReferenceDevice(),
      callbacks: [
        RecordingCallback(record, isMonitor: true), RecordingCallback(record),
      ])
    try trainer.fit(RecordingModule(record: record), SmallTask.data)
    #expect(
      record.events.filter { $0.hasSuffix("onTrainEpochEnd") } == [
        "Callback.onTrainEpochEnd", "onTrainEpochEnd", "Monitor.onTrainEpochEnd",
      ])
    #expect(record.events.prefix(3) == ["Monitor.setup fit", "Callback.setup fit", "setup fit"])
  }

  @Test("validate, test and predict on their own")
  func evaluations() throws {
    let module = RecordingModule(record: HookRecord())
    let trainer = trainer(module.record) { $0.limitValidationBatches = nil }
    _ = try trainer.validate(module, SmallTask.data)
    #expect(
      module.record.events
        == both("setup validate") + evaluation("Validation", batches: 2, step: "validationStep")
        + both("teardown validate"))
    module.record.events = []
    _ = try trainer.test(module, SmallTask.data)
    #expect(
      module.record.events
        == both("setup test") + evaluation("Test", batches: 2, step: "testStep")
        + both("teardown test"))
    module.record.events = []
    let outputs = try trainer.predict(module, SmallTask.data)
    #expect(outputs.map { $0[0].shape[0] } == [5, 5, 5, 5, 5, 5])
    #expect(
      module.record.events
        == both("setup predict") + evaluation("Predict", batches: 6, step: "predictStep")
        + both("teardown predict"))
  }

  private struct Failure: Error {}

  /// Throws before a batch.
  private final class Failing: Callback {
    let name = "failing"
    let configuration: JSONValue? = nil
    let batch: Int
    init(atBatch batch: Int) { self.batch = batch }
    func onTrainBatchStart(_ run: Run, batch: Int) throws {
      if run.microBatch == self.batch { throw Failure() }
    }
  }

  @Test("an error ends the run: everybody is told, nothing after it happens, the caller gets it")
  func exceptions() throws {
    let record = HookRecord()
    let trainer = trainer(record, others: [Failing(atBatch: 1)])
    #expect(throws: Failure.self) {
      try trainer.fit(RecordingModule(record: record), SmallTask.data)
    }
    #expect(
      record.events.suffix(3) == ["Callback.onTrainBatchStart 1"] + both("onException"))
  }
}
