import Datasets
import Glibc
import NumericsContract
import Testing

@Suite struct LoaderTests {
  private func batches(
    _ dataset: any Dataset = ObservedDataset(), size: Int = 7, epoch: Int = 2,
    transforms: [any Transform] = [RandomShift(maximum: 1)]
  ) -> EpochBatches {
    EpochBatches(
      of: dataset, order: ShuffledOrder(count: dataset.count, seed: 42),
      plan: BatchPlan(batchSize: size), transforms: transforms, seed: 42, epoch: epoch)
  }

  private func all(
    _ batches: EpochBatches, startingAt cursor: Int = 0, workers: Int
  ) throws -> [HostBatch] {
    let loader = try Loader(batches, startingAt: cursor, workers: workers)
    var result: [HostBatch] = []
    while let batch = try loader.next() { result.append(batch) }
    #expect(loader.cursor == batches.count)
    return result
  }

  @Test("Loader: batches are identical for 0, 1, 4 and 40 workers")
  func workers() throws {
    let batches = batches()
    let alone = try all(batches, workers: 0)
    #expect(alone.map(\.ordinal) == Array(0..<29))
    #expect(alone.flatMap(\.sampleIndices).sorted() == (0..<200).map { $0 })
    for workers in [1, 4, 40] {
      #expect(try all(batches, workers: workers) == alone, "\(workers) workers")
    }
  }

  @Test("Loader: starting at cursor k equals skipping k batches", arguments: [0, 1, 4])
  func cursor(workers: Int) throws {
    let batches = batches(size: 30)
    let whole = try all(batches, workers: 0)
    for cursor in 0...batches.count {
      #expect(
        try all(batches, startingAt: cursor, workers: workers)
          == Array(whole.dropFirst(cursor)))
    }
  }

  @Test("Loader: a batch holds its samples in order, and the last one is partial")
  func content() throws {
    let last = try batches(size: 30, transforms: []).batch(6)
    #expect(last.count == 20)
    #expect(last.shape == [20, 2, 3])
    for (row, index) in last.sampleIndices.enumerated() {
      #expect(last.labels.integers[row] == index % 10)
      #expect(
        last.inputs.floats[row * 6..<row * 6 + 6]
          == ArraySlice((0..<6).map { Float(index * 6 + $0) }))
    }
  }

  @Test("RNG-016: an augmented sample does not depend on the batch it lies in")
  func augmentation() throws {
    let digits = try DigitsDataset.load()
    var images: [[Int32: [Float]]] = []
    for size in [1797, 100, 7] {
      var bySample: [Int32: [Float]] = [:]
      for batch in try all(batches(digits, size: size), workers: 1) {
        for (row, index) in batch.sampleIndices.enumerated() {
          bySample[index] = Array(batch.inputs.floats[row * 64..<(row + 1) * 64])
        }
      }
      #expect(bySample.count == 1797)
      images.append(bySample)
    }
    #expect(images[0] == images[1])
    #expect(images[0] == images[2])
  }

  @Test("RNG-016: another epoch augments differently, and validation does not augment")
  func epochs() throws {
    let digits = try DigitsDataset.load()
    let order = SequentialOrder(count: digits.count)
    let inputs = try [0, 1].map { epoch in
      try EpochBatches(
        of: digits, order: order, plan: BatchPlan(batchSize: 1797),
        transforms: [RandomShift(maximum: 1)], seed: 42, epoch: epoch
      ).batch(0).inputs.floats
    }
    #expect(inputs[0] != inputs[1])
    let plain = try EpochBatches(
      of: digits, order: order, plan: BatchPlan(batchSize: 1797), seed: 42, epoch: 0
    ).batch(0)
    #expect(plain.inputs.floats == digits.inputs)
  }

  @Test("Loader: a batch's digest is SHA-256 of shape, indices, inputs and labels")
  func digest() throws {
    let batch = try batches().batch(28)
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-batch-1")
    for number in [4, 2, 2, 3] as [UInt64] { hasher.update(le64: number) }
    hasher.update(int32s: batch.sampleIndices)
    hasher.update(floats: batch.inputs.floats)
    hasher.update(int32s: batch.labels.integers)
    #expect(batch.digest == hasher.finalize())
  }

  @Test("Loader: the first batch of digits has a constant digest")
  func digitsDigest() throws {
    let batch = try batches(try DigitsDataset.load(), size: 64, epoch: 0).batch(0)
    #expect(
      batch.digest.description == "47a12ec78681242cf8fe2243d0557c0f805333a3381fa66227cf8e0b04fa19bf"
    )
  }

  @Test(
    "Loader: a sample that cannot be read fails at its batch, again and again",
    arguments: [0, 1, 4])
  func failure(workers: Int) throws {
    let order = SequentialOrder(count: 200)
    let batches = EpochBatches(
      of: ObservedDataset(refused: 37), order: order, plan: BatchPlan(batchSize: 10), seed: 1,
      epoch: 0)
    let loader = try Loader(batches, workers: workers)
    for ordinal in 0..<3 { #expect(try loader.next()?.ordinal == ordinal) }
    for _ in 0..<2 {
      let error = #expect(throws: DatasetError.self) { try loader.next() }
      #expect(error?.code == .unreadableSample)
      #expect(error?.description.contains("sample 37") == true)
      #expect(loader.cursor == 3)
    }
  }

  @Test("Loader: stopping early joins the workers, and none reads far ahead", arguments: [1, 4])
  func stopping(workers: Int) throws {
    let dataset = ObservedDataset()
    let batches = batches(dataset, size: 5)
    var loader: Loader? = try Loader(batches, workers: workers)
    for _ in 0..<3 { #expect(try loader?.next() != nil) }
    loader = nil
    let readings = dataset.readingsSoFar
    #expect(readings.started == readings.finished)
    // Three batches taken and at most two a worker ahead, of five samples each.
    #expect(readings.started >= 15 && readings.started <= (3 + 2 * workers) * 5)
    usleep(20_000)
    #expect(dataset.readingsSoFar.started == readings.started)
  }

  @Test("Loader: an empty epoch has no batches", arguments: [0, 4])
  func emptyEpoch(workers: Int) throws {
    let batches = EpochBatches(
      of: ObservedDataset(), order: SequentialOrder([]), plan: BatchPlan(batchSize: 3), seed: 1,
      epoch: 0)
    #expect(try Loader(batches, workers: workers).next() == nil)
  }
}
