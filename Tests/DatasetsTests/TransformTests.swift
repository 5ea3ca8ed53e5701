import Datasets
import NumericsContract
import Testing

@Suite struct TransformTests {
  private let random = RandomStream(seed: 42, name: "augment", position: 1 << 40 + 7)

  private func sample(_ values: [Float], _ shape: [Int]) -> Sample {
    Sample(input: .float32(values), inputShape: shape, label: .int32([3]))
  }

  @Test("Normalize: a subtraction and a division for each channel, which is the last axis")
  func normalize() {
    var image = sample([1, 2, 3, 4, 5, 6, 7, 0.1], [2, 2, 2])
    Normalize(mean: [1, 0.3], deviation: [2, 0.7]).apply(to: &image, random: random)
    let (mean, deviation): (Float, Float) = (0.3, 0.7)
    let second = ([2, 4, 6, 0.1] as [Float]).map { ($0 - mean) / deviation }
    #expect(image.input.floats == [0, second[0], 1, second[1], 2, second[2], 3, second[3]])
    #expect(image.label == .int32([3]) && image.inputShape == [2, 2, 2])
    var row = sample([3, 5], [2])
    Normalize(mean: [1], deviation: [4]).apply(to: &row, random: random)
    #expect(row.input == .float32([0.5, 1]))
  }

  @Test("RNG-018: a flip mirrors the columns, channels stay together, element 0 decides")
  func flip() {
    let image = sample([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [2, 3, 2])
    var flipped = image
    RandomHorizontalFlip(probability: 1).apply(to: &flipped, random: random)
    #expect(flipped.input.floats == [5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8])
    var kept = image
    RandomHorizontalFlip(probability: 0).apply(to: &kept, random: random)
    #expect(kept == image)
    // "events of 0.5" in the format's known answers, for samples in place of elements.
    for index in 0..<16 {
      let stream = random.at(position: UInt64(index))
      var row = sample([1, 2], [1, 2])
      RandomHorizontalFlip().apply(to: &row, random: stream)
      #expect((row.input.floats == [2, 1]) == (stream.word(at: 0) < 1 << 31))
    }
  }

  @Test("RNG-018: a shift happens when word 2 is below the probability's share of all words")
  func shiftProbability() {
    for index in 0..<200 {
      let stream = random.at(position: UInt64(index))
      var image = sample([0, 0, 0, 0, 1, 0, 0, 0, 0], [3, 3])
      let original = image
      RandomShift(maximum: 1, probability: 0.25).apply(to: &image, random: stream)
      if stream.word(at: 2) >= 1 << 30 { #expect(image == original) }
      var certain = original
      RandomShift(maximum: 1).apply(to: &certain, random: stream)
      if stream.word(at: 2) < 1 << 30 { #expect(image == certain) }
    }
  }

  @Test("RNG-019: masked tokens and their labels have their documented values")
  func masking() {
    let tokens = (0..<40).map { Int32(5 * $0 % 13) }
    var text = Sample(input: .int32(tokens), inputShape: [4, 10], label: .int32([3]))
    let masking = TokenMasking(
      mask: 99, vocabularySize: 13, chosen: 0.5, shares: (0.6, 0.3), ignoredLabel: -1, exempt: [0])
    masking.apply(
      to: &text, random: RandomStream(seed: 42, name: "augment", call: 1, position: 1 << 40 + 7))
    #expect(
      text.input.integers == [
        0, 5, 10, 99, 11, 99, 4, 9, 99, 6, 11, 99, 8, 0, 7, 10, 2, 7, 99, 4, 99, 9, 6, 11, 3, 10, 0,
        99, 99, 99, 99, 12, 99, 9, 9, 2, 0, 3, 99, 0,
      ])
    #expect(
      text.label.integers == [
        -1, -1, -1, 2, 7, 12, -1, -1, 1, -1, 11, 3, -1, -1, 5, -1, -1, 7, 12, -1, 9, 1, -1, -1, -1,
        8, -1, 5, 10, 2, 7, -1, 4, -1, 1, 6, 11, -1, 8, -1,
      ])
    #expect(text.labelShape == [4, 10])
  }

  @Test("RNG-019: 15 % are chosen; of those 80 % are masked, 10 % random, 10 % as they were")
  func maskingShares() {
    let tokens = [Int32](repeating: 5, count: 100_000)
    var text = Sample(input: .int32(tokens), inputShape: [100_000], label: .int32([0]))
    TokenMasking(mask: -7, vocabularySize: 1000).apply(to: &text, random: random)
    let chosen = text.label.integers.indices.filter { text.label.integers[$0] == 5 }
    #expect(text.label.integers.count { $0 == -100 } == 100_000 - chosen.count)
    // Six standard deviations: 6 · √(100,000 · 0.15 · 0.85) = 678.
    #expect(abs(chosen.count - 15_000) < 678)
    let results = chosen.map { text.input.integers[$0] }
    let masked = results.count { $0 == -7 }
    let kept = results.count { $0 == 5 }
    // 6 · √(15,000 · 0.8 · 0.2) = 294 and 6 · √(15,000 · 0.1 · 0.9) = 221; beside them the first's 678.
    #expect(abs(masked - 12_000) < 294 + 543)
    #expect(abs(kept - 1500) < 221 + 68)
    #expect(results.allSatisfy { $0 == -7 || (0..<1000).contains($0) })
    #expect(Set(results).count > 700)
    for place in tokens.indices where text.label.integers[place] == -100 {
      #expect(text.input.integers[place] == 5)
    }
  }

  @Test("RNG-017: the transform in place k draws with call k, whatever stands before it")
  func places() throws {
    let digits = try DigitsDataset.load()
    func batch(_ transforms: [any Transform]) throws -> HostBatch {
      try EpochBatches(
        of: digits, order: SequentialOrder([5, 1796]), plan: BatchPlan(batchSize: 2),
        transforms: transforms, seed: 42, epoch: 3
      ).batch(0)
    }
    let shift = RandomShift(maximum: 3)
    let batch = try batch([Normalize(mean: [0.25], deviation: [1]), shift])
    for (row, index) in [5, 1796].enumerated() {
      let pixels = digits.inputs[index * 64..<(index + 1) * 64].map { $0 - 0.25 }
      var sample = sample(pixels, [8, 8])
      let stream = RandomStream(
        seed: 42, name: "augment", call: 1, position: 3 << 40 + UInt64(index))
      shift.apply(to: &sample, random: stream)
      #expect(batch.inputs[row * 64..<(row + 1) * 64] == sample.input)
    }
    #expect(
      try self.batch(digits, [shift])
        != self.batch(digits, [Normalize(mean: [0], deviation: [1]), shift]))
  }

  private func batch(_ dataset: any Dataset, _ transforms: [any Transform]) throws -> [Float] {
    try EpochBatches(
      of: dataset, order: SequentialOrder(count: dataset.count), plan: BatchPlan(batchSize: 500),
      transforms: transforms, seed: 42, epoch: 3
    ).batch(1).inputs.floats
  }

  @Test("RNG-016: every transform gives the same batches for 0, 1 and 4 workers, from every start")
  func workers() throws {
    let digits = try DigitsDataset.load()
    let text = try TextSource.jargonFile.dataset(tokens: 32)
    let lists: [(any Dataset, [any Transform])] = [
      (digits, [RandomShift(maximum: 2, probability: 0.5), RandomHorizontalFlip()]),
      (
        digits, [InputAsLabel(), Normalize(mean: [0.3], deviation: [0.4]), RandomShift(maximum: 1)]
      ),
      (text, [TokenMasking(mask: 96, vocabularySize: 97, exempt: [0])]),
    ]
    for (dataset, transforms) in lists {
      let batches = EpochBatches(
        of: dataset, order: ShuffledOrder(Array(0..<500), seed: 9),
        plan: BatchPlan(batchSize: 90), transforms: transforms, seed: 9, epoch: 4)
      try expectSameBatches(batches)
    }
  }

  @Test(
    "Transform: an autoencoder's labels reach the batch with type, shape and digest")
  func labels() throws {
    let digits = try DigitsDataset.load()
    let batch = try EpochBatches(
      of: digits, order: SequentialOrder(count: 3), plan: BatchPlan(batchSize: 2),
      transforms: [InputAsLabel(), RandomShift(maximum: 2)], seed: 42, epoch: 0
    ).batch(1)
    #expect(batch.labels == .float32(Array(digits.inputs[128..<192])))
    #expect(batch.labelShape == [1, 8, 8] && batch.shape == [1, 8, 8])
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-batch-3float32\0float32\0")
    for number in [1, 2, 8, 8, 1, 2, 8, 8] as [UInt64] { hasher.update(le64: number) }
    hasher.update(int32s: [2])
    hasher.update(floats: batch.inputs.floats)
    hasher.update(floats: batch.labels.floats)
    #expect(batch.digest == hasher.finalize())
  }

  @Test("Transform: samples of a batch that come out in several shapes stop the program")
  func unequalShapes() async {
    struct Shorten: Transform {
      func apply(to sample: inout Sample, random: RandomStream) {
        let count = Int(sample.input.floats[0])
        sample.input = sample.input[0..<count]
        sample.inputShape = [count]
      }
    }
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dataset = InMemoryDataset(inputs: [1, 0, 2, 0], labels: [0, 1], inputShape: [2])
      _ = try EpochBatches(
        of: dataset, order: SequentialOrder(count: 2), plan: BatchPlan(batchSize: 2),
        transforms: [Shorten()], seed: 1, epoch: 0
      ).batch(0)
    }
    let message = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
    #expect(message.contains("samples of a batch are alike, but sample 1 is float32 [2]"))
  }
}
