import Datasets
import NumericsContract
import Testing

@Suite struct IterableDatasetTests {
  /// A stream of `count` tokens that depend on the epoch; one of them may be unreadable.
  private struct Numbers: IterableDataset {
    struct Refusal: Error {}

    struct Reader: SampleReader {
      let count: Int
      let epoch: Int
      let refused: Int?
      var place = 0

      mutating func next() throws -> Sample? {
        guard place < count else { return nil }
        if place == refused { throw Refusal() }
        defer { place += 1 }
        return Sample(
          input: .float32([Float(place), Float(epoch)]), inputShape: [1, 2],
          label: .int32([Int32(place % 3)]))
      }
    }

    let count: Int
    var refused: Int?
    var digest: SHA256Digest { SHA256Digest.digest(of: Array("numbers to \(count)".utf8)) }

    func makeReader(epoch: Int) throws -> any SampleReader {
      Reader(count: count, epoch: epoch, refused: refused)
    }
  }

  private func all(
    _ batches: StreamBatches, startingAt cursor: Int = 0, workers: Int
  ) throws -> [HostBatch] {
    let loader = try Loader(batches, startingAt: cursor, workers: workers)
    var result: [HostBatch] = []
    while let batch = try loader.next() { result.append(batch) }
    #expect(loader.cursor == cursor + result.count)
    #expect(try loader.next() == nil)
    return result
  }

  @Test("Stream: its batches are those of the same samples by index, also with a partial last one")
  func sameAsIndexed() throws {
    let inputs: [Float] = (0..<23).flatMap { [Float($0), 2] as [Float] }
    let indexed = InMemoryDataset(
      inputs: inputs, labels: (0..<23).map { Int32($0 % 3) }, inputShape: [1, 2])
    for dropsLast in [false, true] {
      let plan = BatchPlan(batchSize: 5, dropsLast: dropsLast)
      let transforms: [any Transform] = [
        Normalize(mean: [3], deviation: [2]), RandomHorizontalFlip(),
      ]
      let expected = EpochBatches(
        of: indexed, order: SequentialOrder(count: 23), plan: plan, transforms: transforms,
        seed: 42, epoch: 2)
      let stream = StreamBatches(
        of: Numbers(count: 23), plan: plan, transforms: transforms, seed: 42, epoch: 2)
      #expect(
        try all(stream, workers: 0) == (0..<expected.count).map { try expected.batch($0) })
    }
  }

  @Test(
    "RNG-017: a stream's batches are the same for 0, 1 and 4 workers, from every cursor",
    arguments: [0, 1, 4])
  func cursor(workers: Int) throws {
    let stream = StreamBatches(
      of: Numbers(count: 24), plan: BatchPlan(batchSize: 4), transforms: [RandomHorizontalFlip()],
      seed: 7, epoch: 1)
    let whole = try all(stream, workers: 0)
    #expect(whole.count == 6)
    #expect(whole.flatMap(\.sampleIndices) == (0..<24).map { $0 })
    for cursor in 0...7 {
      #expect(
        try all(stream, startingAt: cursor, workers: workers) == Array(whole.dropFirst(cursor)))
    }
  }

  @Test("Stream: another epoch is read anew")
  func epochs() throws {
    func first(_ epoch: Int) throws -> [Float] {
      let stream = StreamBatches(
        of: Numbers(count: 2), plan: BatchPlan(batchSize: 2), seed: 1, epoch: epoch)
      return try all(stream, workers: 1)[0].inputs.floats
    }
    #expect(try first(0) == [0, 0, 1, 0])
    #expect(try first(5) == [0, 5, 1, 5])
  }

  @Test("Stream: a failure surfaces at its batch, and again", arguments: [0, 1])
  func failure(workers: Int) throws {
    let stream = StreamBatches(
      of: Numbers(count: 100, refused: 17), plan: BatchPlan(batchSize: 5), seed: 1, epoch: 4)
    let loader = try Loader(stream, workers: workers)
    for _ in 0..<3 { #expect(try loader.next() != nil) }
    for _ in 0..<2 {
      let error = #expect(throws: DatasetError.self) { try loader.next() }
      #expect(error?.code == .unreadableSample)
      #expect(error?.description.hasPrefix("sample 17 of the stream") == true)
      #expect(error?.description.contains("batch 3 of epoch 4") == true)
      #expect(loader.cursor == 3)
    }
  }

  @Test("Stream: one without samples has no batch, and one can be left early", arguments: [0, 1])
  func ends(workers: Int) throws {
    let plan = BatchPlan(batchSize: 3)
    #expect(
      try all(
        StreamBatches(of: Numbers(count: 0), plan: plan, seed: 1, epoch: 0), workers: workers)
        == [])
    let endless = StreamBatches(of: Numbers(count: .max), plan: plan, seed: 1, epoch: 0)
    let loader = try Loader(endless, workers: workers)
    for _ in 0..<50 { #expect(try loader.next()?.count == 3) }
  }
}
