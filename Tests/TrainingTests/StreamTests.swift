import CanonicalJSON
import Datasets
import Devices
import NumericsContract
import ReferenceDevice
import Tensors
import Testing
import Training

/// Training on a stream, of which nobody knows how long it is before it ends.
@Suite struct StreamTests {
  /// Samples of the small task, one after the other, as many as the epoch has.
  private struct Samples: IterableDataset {
    let places: @Sendable (_ epoch: Int) -> Range<Int>

    var digest: SHA256Digest { SmallTask.dataset.digest }

    func makeReader(epoch: Int) -> any SampleReader { Reader(rest: Array(places(epoch))[...]) }

    private struct Reader: SampleReader {
      var rest: ArraySlice<Int>

      mutating func next() throws -> Sample? {
        guard let place = rest.popFirst() else { return nil }
        let batch = try EpochBatches(
          of: SmallTask.dataset, order: SequentialOrder([Int32(place)]),
          plan: BatchPlan(batchSize: 1), seed: 0, epoch: 0
        ).batch(0)
        return Sample(
          input: batch.inputs, inputShape: [SmallTask.features], label: batch.labels)
      }
    }
  }

  private struct Data: DataModule {
    let training: DataLoader
    let validation: DataLoader

    init(training: DataLoader, validation: DataLoader = Data.validation) {
      self.training = training
      self.validation = validation
    }

    /// Epochs of `lengths` samples in turn, then validation on seven, all in batches of five.
    init(lengths: [Int], batchSize: Int = SmallTask.batchSize) {
      training = DataLoader(
        stream: Samples { 0..<lengths[$0 % lengths.count] }, batchSize: batchSize)
      validation = DataLoader(stream: Samples { _ in 23..<30 }, batchSize: SmallTask.batchSize)
    }

    static var validation: DataLoader {
      DataLoader(
        SmallTask.dataset, batchSize: SmallTask.batchSize,
        order: SequentialOrder((23..<30).map { Int32($0) }))
    }

    var digest: SHA256Digest { SmallTask.dataset.digest }
    func trainingLoaders(seed: UInt64) -> CombinedLoader { CombinedLoader([training]) }
    func validationLoaders(seed: UInt64) -> [DataLoader] { [validation] }
  }

  private func fit(
    _ plan: TrainingPlan, _ data: Data, _ execution: Execution = Execution()
  ) throws -> FitResult {
    try Trainer(plan, device: ReferenceDevice(), execution: execution)
      .fit(SmallTask.adamW(), data)
  }

  private func plan(_ change: (inout TrainingPlan) -> Void = { _ in }) -> TrainingPlan {
    var plan = TrainingPlan(
      seed: SmallTask.seed, maxEpochs: 3, accumulateGradBatches: 2, logEveryNSteps: 1)
    change(&plan)
    return plan
  }

  private func checkpoint(_ step: Int) -> String {
    "checkpoints/step-000000\(step < 10 ? "0" : "")\(step).h5"
  }

  @Test(
    "CKPT-002: a stream of a dataset's samples leaves the files that the dataset leaves",
    arguments: [nil, BatchLimit.batches(3), .batches(9)], [0, 2])
  func sameAsDataset(limit: BatchLimit?, workers: Int) throws {
    let scratch = try ScratchFolder()
    let plan = plan { $0.limitTrainBatches = limit }
    let dataset = DataLoader(
      SmallTask.dataset, batchSize: SmallTask.batchSize,
      order: SequentialOrder((0..<23).map { Int32($0) }))
    var execution = Execution(output: scratch.folder("dataset"))
    let expected = try fit(plan, Data(training: dataset), execution)
    execution.output = scratch.folder("stream")
    execution.loaderWorkers = workers
    let found = try fit(plan, Data(lengths: [23]), execution)
    #expect(found.step == expected.step && found.epoch == 3)
    #expect(found.step == (limit == .batches(3) ? 6 : 9))
    for file in [checkpoint(found.step), "metrics.csv"] {
      #expect(try scratch.bytes("stream/\(file)") == scratch.bytes("dataset/\(file)"), "\(file)")
    }
  }

  @Test(
    "CKPT-002: on epochs of different lengths, a run resumed after every step leaves the same files"
  )
  func resume() throws {
    let scratch = try ScratchFolder()
    // 5, 2 and 1 micro-batches: 3, 1 and 1 steps.
    let data = Data(lengths: [23, 10, 4])
    let plan = plan { $0.maxEpochs = 5 }
    let whole = try fit(plan, data, Execution(output: scratch.folder("whole")))
    #expect(whole.step == 9 && whole.epoch == 5 && whole.metric("val_loss") != nil)
    for step in 1..<whole.step {
      for stopsFirst in [false, true] {
        let name = "\(step)\(stopsFirst)"
        let folder = scratch.folder(name)
        _ = try fit(
          plan, data,
          Execution(output: folder, stopAfter: step, stopsBeforeValidation: stopsFirst))
        let resumed = try fit(
          plan, data, Execution(output: folder, resume: folder + "/checkpoints/last.h5"))
        #expect(resumed.step == whole.step, "after \(name)")
        for file in [checkpoint(whole.step), "metrics.csv"] {
          #expect(
            try scratch.bytes("\(name)/\(file)") == scratch.bytes("whole/\(file)"),
            "\(file) after \(name)")
        }
      }
    }
  }

  @Test("the last window of an epoch is divided by the number of its micro-batches")
  func lastWindow() throws {
    // One window holds the whole epoch, however many micro-batches were asked for.
    let modules = [SmallTask.sgd(), SmallTask.sgd()]
    for (module, window) in zip(modules, [2, 7]) {
      let plan = TrainingPlan(
        seed: SmallTask.seed, maxEpochs: 2,
        accumulateGradBatches: GradientAccumulationScheduler(window))
      let result = try Trainer(plan, device: ReferenceDevice()).fit(module, Data(lengths: [8]))
      #expect(result.step == 2)
    }
    #expect(try modules[0].model.weights() == modules[1].model.weights())
  }

  @Test("a share of a stream is an error that says what to set instead")
  func shares() throws {
    for (plan, name, way) in [
      (plan { $0.limitTrainBatches = .share(0.5) }, "limitTrainBatches", "whole number"),
      (plan { $0.overfitBatches = .share(0.5) }, "overfitBatches", "whole number"),
      (plan { $0.limitValidationBatches = .share(0.5) }, "stage validate", "whole number"),
      (plan { $0.validateEveryShare = 0.5 }, "validateEveryShare", "validateEveryNSteps"),
    ] {
      let error = try #require(throws: TrainingError.self) { try fit(plan, Data(lengths: [23])) }
      #expect(error.code == .configuration)
      #expect(error.message.contains(name) && error.message.contains(way), "\(error)")
    }
  }

  @Test("a stream without a batch is an error, not an endless run of empty epochs")
  func empty() throws {
    let error = try #require(throws: TrainingError.self) { try fit(plan(), Data(lengths: [5, 0])) }
    #expect(error.code == .data && error.message.contains("epoch 1 of the stream has no batch 0"))
  }

  @Test("a run that is resumed on a shorter stream is an error that names the batch")
  func shorter() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    _ = try fit(plan(), Data(lengths: [23]), Execution(output: folder, stopAfter: 2))
    let error = try #require(throws: TrainingError.self) {
      try fit(
        plan(), Data(lengths: [10]),
        Execution(output: folder, resume: folder + "/checkpoints/last.h5"))
    }
    #expect(error.message.contains("epoch 0 of the stream has no batch 4"), "\(error)")
  }

  @Test("a stream is validated from first to last, or up to a limit")
  func evaluation() throws {
    let module = SmallTask.sgd()
    let (stream, dataset) = (
      Data(lengths: [23]), Data(training: DataLoader(SmallTask.dataset, batchSize: 1))
    )
    func values(_ data: Data, _ limit: BatchLimit?) throws -> [Double] {
      var plan = plan()
      plan.limitValidationBatches = limit
      return try Trainer(plan, device: ReferenceDevice()).validate(module, data).map(\.value)
    }
    let whole = try values(stream, nil)
    #expect(try whole == values(dataset, nil))
    let few = try values(stream, .batches(1))
    #expect(try few == values(dataset, .batches(1)) && few != whole)
  }

  @Test("what nobody knows is nil: samples, batches and planned steps of a stream")
  func unknown() {
    let data = Data(lengths: [23])
    #expect(data.training.sampleCount == nil && data.training.batchCount == nil)
    #expect(CombinedLoader([data.training]).batchCount == nil)
    #expect(plan().plannedSteps(on: data) == nil)
    #expect(plan { $0.maxSteps = 4 }.plannedSteps(on: data) == 4)
  }
}
