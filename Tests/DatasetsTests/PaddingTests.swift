import Datasets
import NumericsContract
import Testing

@Suite struct PaddingTests {
  private static let lengths = (0..<40).map { 1 + (7 * $0 + 3) % 11 }

  /// Sequence k is k, k, …; its labels are 100 · k + place.
  private static let sequences = SequenceDataset<Int32, Int32>(
    inputs: lengths.enumerated().map { index, length in
      Array(repeating: Int32(index), count: length)
    },
    labels: lengths.enumerated().map { index, length in
      (0..<length).map { Int32(100 * index + $0) }
    })

  private func batches(
    _ dataset: any Dataset = sequences, size: Int = 6, transforms: [any Transform] = []
  ) -> EpochBatches {
    EpochBatches(
      of: dataset,
      order: BucketedOrder(
        (0..<40).map { Int32($0) }, lengths: Self.lengths, batchSize: size, batchesPerPool: 3,
        seed: 42),
      plan: BatchPlan(batchSize: size, padding: Padding(input: -7, label: -1)),
      transforms: transforms, seed: 42, epoch: 1)
  }

  @Test("Padding: a batch is as long as its longest sequence, and filled up behind the others")
  func content() throws {
    let batches = batches()
    var visited: [Int32] = []
    for ordinal in 0..<batches.count {
      let batch = try batches.batch(ordinal)
      let longest = try #require(batch.sampleIndices.map { Self.lengths[Int($0)] }.max())
      #expect(batch.shape == [batch.count, longest] && batch.labelShape == batch.shape)
      for (row, index) in batch.sampleIndices.enumerated() {
        let length = Self.lengths[Int(index)]
        let places = row * longest..<(row + 1) * longest
        #expect(
          Array(batch.inputs.integers[places])
            == Array(repeating: index, count: length)
            + Array(repeating: -7, count: longest - length))
        #expect(
          Array(batch.labels.integers[places])
            == (0..<length).map { 100 * index + Int32($0) }
            + Array(repeating: -1, count: longest - length))
      }
      visited += batch.sampleIndices
    }
    #expect(visited.sorted() == (0..<40).map { Int32($0) })
  }

  @Test("Padding: batches are the same for 0, 1 and 4 workers, from every start")
  func workers() throws {
    try expectSameBatches(batches())
    try expectSameBatches(batches(transforms: [InputAsLabel()]))
  }

  @Test("Padding: places with a shape, and a label for the whole sequence")
  func shapes() throws {
    let dataset = SequenceDataset<Float, Int32>(
      inputs: [[1, 2, 3, 4], [5, 6], []], labels: [7, 8, 9], placeShape: [2])
    #expect(dataset.inputShape == [2, 2] && dataset.labelShape == [])
    let batch = try EpochBatches(
      of: dataset, order: SequentialOrder([1, 2, 0]),
      plan: BatchPlan(batchSize: 3, padding: Padding(input: 1, label: -1)), seed: 1, epoch: 0
    ).batch(0)
    #expect(batch.shape == [3, 2, 2] && batch.labelShape == [3])
    #expect(batch.inputs.floats == [5, 6, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4])
    #expect(batch.labels.integers == [8, 9, 7])
  }

  @Test("Padding: samples that are all alike are the batch that they are without it")
  func alike() throws {
    let digits = try DigitsDataset.load()
    let transforms: [any Transform] = [RandomShift(maximum: 1)]
    let batches = [nil, Padding(input: 9, label: 9)].map { padding in
      EpochBatches(
        of: digits, order: ShuffledOrder(count: digits.count, seed: 3),
        plan: BatchPlan(batchSize: 50, padding: padding), transforms: transforms, seed: 3, epoch: 2)
    }
    for ordinal in [0, 17, 35] {
      #expect(try batches[0].batch(ordinal) == batches[1].batch(ordinal))
    }
  }

  @Test("Padding: a stream's samples are filled up as those of a dataset")
  func stream() throws {
    struct Stream: IterableDataset {
      let digest = PaddingTests.sequences.digest
      func makeReader(epoch: Int) -> any SampleReader { Reader() }
    }
    struct Reader: SampleReader {
      var index = 0
      mutating func next() -> Sample? {
        guard index < PaddingTests.lengths.count else { return nil }
        defer { index += 1 }
        let shape = PaddingTests.sequences.inputShape(of: index)
        return Sample(
          input: .int32(PaddingTests.sequences.inputs[index]), inputShape: shape,
          label: .int32(PaddingTests.sequences.labels[index]), labelShape: shape)
      }
    }
    let plan = BatchPlan(batchSize: 7, padding: Padding(input: 0, label: -1))
    let expected = EpochBatches(
      of: Self.sequences, order: SequentialOrder(count: 40), plan: plan, seed: 42, epoch: 0)
    for workers in [0, 1, 4] {
      let loader = try Loader(
        StreamBatches(of: Stream(), plan: plan, seed: 42, epoch: 0), workers: workers)
      for ordinal in 0..<expected.count {
        #expect(try loader.next() == expected.batch(ordinal))
      }
      #expect(try loader.next() == nil)
    }
  }

  @Test("Sequences: what is cut elsewhere, or labelled otherwise, has another digest")
  func digest() {
    let digests = [
      SequenceDataset<Int32, Int32>(inputs: [[1, 2], [3]], labels: [[1, 2], [3]]),
      SequenceDataset<Int32, Int32>(inputs: [[1], [2, 3]], labels: [[1], [2, 3]]),
      SequenceDataset<Int32, Int32>(inputs: [[1, 2], [3]], labels: [1, 3]),
      SequenceDataset<Int32, Int32>(inputs: [[1, 2], [4]], labels: [1, 3]),
      SequenceDataset<Int32, Int32>(inputs: [[1, 2], [3]], labels: [1, 4]),
    ].map { "\($0.digest)" }
    #expect(Set(digests).count == 5)
  }
}
