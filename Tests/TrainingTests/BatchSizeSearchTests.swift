import CPUDevice
import Datasets
import Devices
import ReferenceDevice
import Testing

@testable import Training

@Suite("Batch-size search")
struct BatchSizeSearchTests {
  private func search(
    _ device: any Device, limit: Int, _ method: BatchSizeSearch.Method = .init(),
    module: some TrainingModule = SmallTask.adamW()
  ) throws -> BatchSizeSearch {
    try Trainer(maxEpochs: 1, seed: SmallTask.seed, device: device).findBatchSize(
      module, memoryLimit: limit, method, data: Self.data)
  }

  private static func data(_ size: Int) -> any DataModule {
    TrainingData(SmallTask.dataset, batchSize: size, validationFraction: 0.25)
  }

  /// Limits that lie between what one sample takes and what all 23 take.
  private static func limit(atSize size: Int) throws -> Int {
    try BatchSizeSearchTests().search(
      ReferenceDevice(), limit: .max, .init(initial: size, maxTrials: 1)
    ).trials[0].bytes
  }

  @Test("every device holds the same bytes, for any number of threads")
  func sameEverywhere() throws {
    let expected = try search(ReferenceDevice(), limit: .max)
    #expect(expected.trials.map(\.size) == [2, 4, 8, 16, 23] && expected.batchSize == 23)
    for (smaller, larger) in zip(expected.trials, expected.trials.dropFirst()) {
      #expect(smaller.bytes < larger.bytes)
    }
    for device in try SmallTask.devices() {
      #expect(try search(device, limit: .max) == expected)
    }
  }

  @Test("the exact search ends at the largest size that fits", arguments: 1...22)
  func exact(size: Int) throws {
    let limit = try Self.limit(atSize: size)
    let found = try search(ReferenceDevice(), limit: limit, .init(isExact: true))
    #expect(found.batchSize == size)
    #expect(found.trials.contains { $0.size == size + 1 && !$0.fits })
    let doubled = try search(ReferenceDevice(), limit: limit)
    #expect(doubled.batchSize == [1, 2, 4, 8, 16].last { $0 <= size })
  }

  @Test("no size is tried twice, and the search ends after its most trials")
  func trials() throws {
    let limit = try Self.limit(atSize: 11)
    let found = try search(ReferenceDevice(), limit: limit, .init(isExact: true))
    #expect(Set(found.trials.map(\.size)).count == found.trials.count)
    let few = try search(ReferenceDevice(), limit: limit, .init(isExact: true, maxTrials: 3))
    #expect(few.trials.map(\.size) == [2, 4, 8] && few.batchSize == 8)
  }

  @Test("a limit below one sample's step is an error that says how much it takes")
  func nothingFits() throws {
    let least = try Self.limit(atSize: 1)
    #expect(
      throws: TrainingError(
        .configuration,
        "a training step of batches of 1 holds \(least) bytes, more than the limit of 1000; raise "
          + "the limit, or make the model smaller")
    ) { try search(ReferenceDevice(), limit: 1000) }
  }

  @Test("weights are as they were, and so is what a fit makes of them")
  func nothingChanges() throws {
    let module = SmallTask.adamW()
    let trainer = Trainer(maxEpochs: 2, seed: SmallTask.seed, device: try CPUDevice(threads: 1))
    try trainer.fit(module, SmallTask.data)
    let weights = try module.model.weights()
    _ = try search(try CPUDevice(threads: 2), limit: .max, module: module)
    #expect(try module.model.weights() == weights)
    try trainer.fit(module, SmallTask.data)
    #expect(try module.model.weights() == weights)
  }

  @Test("a module that optimizes by hand is searched for as well")
  func manual() throws {
    let module = SmallGAN()
    let search = try Trainer(maxEpochs: 1, device: ReferenceDevice()).findBatchSize(
      module, memoryLimit: .max, data: Self.data)
    #expect(search.batchSize == 23)
  }

  @Test("the meter counts what is held, and the most there was")
  func meter() {
    let meter = MemoryMeter(ReferenceDevice())
    var first: Storage? = meter.allocate(byteCount: 100)
    let second = meter.allocate(byteCount: 20)
    #expect(meter.heldBytes == 120 && first?.byteCount == 100)
    first = nil
    #expect(meter.heldBytes == 20 && meter.peakBytes == 120)
    withExtendedLifetime(second) {}
  }
}
