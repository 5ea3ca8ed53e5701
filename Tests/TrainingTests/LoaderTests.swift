import CanonicalJSON
import Datasets
import Devices
import NumericsContract
import Optimizers
import ReferenceDevice
import Tensors
import Testing

@testable import Training

/// Several loaders in one stage.
@Suite("Loaders")
struct LoaderTests {
  /// Ten and six samples of the small task, in batches of two: five and three batches.
  private struct TwoLoaders: DataModule {
    let mode: CombinedLoader.Mode
    let digest = SmallTask.dataset.digest

    func trainingLoaders(seed: UInt64) -> CombinedLoader {
      CombinedLoader([loader(0..<10, "long", seed), loader(10..<16, "short", seed)], mode: mode)
    }

    func validationLoaders(seed: UInt64) -> [DataLoader] {
      [
        DataLoader(
          SmallTask.dataset, batchSize: 4, order: SequentialOrder(Array(16..<23)), name: "near"),
        DataLoader(SmallTask.dataset, batchSize: 4, order: SequentialOrder(Array(23..<30))),
      ]
    }

    private func loader(_ samples: Range<Int32>, _ name: String, _ seed: UInt64) -> DataLoader {
      DataLoader(
        SmallTask.dataset, batchSize: 2, order: ShuffledOrder(Array(samples), seed: seed),
        name: name)
    }
  }

  /// Trains on both parts of a batch.
  private struct Module: TrainingModule {
    let model = SmallTask.Perceptron()

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      batch.others.reduce(loss(batch, context)) { $0 + loss($1, context) }
    }

    func validationStep(_ batch: Batch, _ context: Context) {
      context.log("val_loss", loss(batch, context))
    }

    func configureOptimizer() -> Adam { Adam(learningRate: 0.05) }

    private func loss(_ batch: Batch, _ context: Context) -> Tensor {
      crossEntropy(model(batch.inputs, context), batch.labels)
    }
  }

  private func samples(_ batch: HostTrainingBatch) -> [[Int32]] {
    ([batch.first] + batch.others).map(\.sampleIndices)
  }

  private func samples(_ mode: CombinedLoader.Mode, epoch: Int) throws -> [[[Int32]]] {
    let loaders = TwoLoaders(mode: mode).trainingLoaders(seed: 1)
    let feed = TrainingFeed(
      loaders, seed: 1, epoch: epoch, startingAt: 0, count: try #require(loaders.batchCount),
      workers: 0)
    var batches: [[[Int32]]] = []
    while let batch = try feed.next() { batches.append(samples(batch)) }
    return batches
  }

  @Test("sequential: one loader after the other, a batch of one at a time")
  func sequential() throws {
    let batches = try samples(.sequential, epoch: 0)
    #expect(batches.count == 8 && batches.allSatisfy { $0.count == 1 })
    #expect(batches[..<5].flatMap { $0[0] }.sorted() == Array(0..<10))
    #expect(batches[5...].flatMap { $0[0] }.sorted() == Array(10..<16))
  }

  @Test("minSize: until the shortest is through")
  func minSize() throws {
    let batches = try samples(.minSize, epoch: 0)
    #expect(batches.count == 3 && batches.allSatisfy { $0.count == 2 })
    #expect(batches.flatMap { $0[1] }.sorted() == Array(10..<16))
  }

  @Test("maxSizeCycle: until the longest is through; the shorter one begins again in a new order")
  func maxSizeCycle() throws {
    let batches = try samples(.maxSizeCycle, epoch: 0)
    #expect(batches.count == 5)
    #expect(batches.flatMap { $0[0] }.sorted() == Array(0..<10))
    let short = batches.map { $0[1] }
    #expect(short[..<3].flatMap { $0 }.sorted() == Array(10..<16))
    #expect(Array(short[3...]) != Array(short[..<2]))
    #expect(try samples(.maxSizeCycle, epoch: 1).map { $0[1] } != short)
  }

  @Test(
    "a feed that starts anywhere gives what another gives from there on, with workers and without",
    arguments: CombinedLoader.Mode.allCases)
  func cursors(mode: CombinedLoader.Mode) throws {
    let loaders = TwoLoaders(mode: mode).trainingLoaders(seed: 1)
    let count = try #require(loaders.batchCount)
    let whole = try samples(mode, epoch: 3)
    for start in 0...count {
      for workers in [0, 2] {
        let feed = TrainingFeed(
          loaders, seed: 1, epoch: 3, startingAt: start, count: count, workers: workers)
        var rest: [[[Int32]]] = []
        while let batch = try feed.next() { rest.append(samples(batch)) }
        #expect(rest == Array(whole[start...]))
      }
    }
  }

  @Test(
    "CKPT-002: a run on several loaders resumed after every step equals the uninterrupted run",
    arguments: CombinedLoader.Mode.allCases)
  func resume(mode: CombinedLoader.Mode) throws {
    let scratch = try ScratchFolder()
    let plan = TrainingPlan(seed: 5, shards: 2, maxEpochs: 2, logEveryNSteps: 2)
    let data = TwoLoaders(mode: mode)
    func fit(_ execution: Execution) throws -> FitResult {
      try Trainer(plan, device: ReferenceDevice(), execution: execution).fit(Module(), data)
    }
    let result = try fit(Execution(output: scratch.folder("whole")))
    let last = result.step
    #expect(last == 2 * (try #require(data.trainingLoaders(seed: 5).batchCount)))
    let digits = last < 10 ? "0\(last)" : "\(last)"
    let file = "checkpoints/step-000000\(digits).h5"
    for step in 1..<last {
      let folder = scratch.folder("\(step)")
      _ = try fit(Execution(output: folder, stopAfter: step))
      _ = try fit(Execution(output: folder, resume: folder + "/checkpoints/last.h5"))
      #expect(
        try scratch.bytes("\(step)/\(file)") == scratch.bytes("whole/\(file)"), "after \(step)")
      #expect(
        try scratch.bytes("\(step)/metrics.csv") == scratch.bytes("whole/metrics.csv"))
    }
  }

  /// Puts a random number in front of the input, and the input into the label.
  private struct Marked: Transform {
    func apply(to sample: inout Sample, random: RandomStream) {
      sample.label = sample.input
      sample.labelShape = sample.inputShape
      sample.input.withFloats { $0[0] = random.uniform(at: 0) }
    }
  }

  /// Makes the input negative.
  private struct Negated: Transform {
    func apply(to sample: inout Sample, random: RandomStream) {
      sample.input.withFloats { numbers in
        for index in numbers.indices { numbers[index] = -numbers[index] }
      }
    }
  }

  @Test(
    "RNG-017: transforms reach every stage, after the augmentation; validations see the same again")
  func transforms() throws {
    let data = TrainingData(
      SmallTask.dataset, batchSize: 30, validationFraction: 0.25, augmentation: Negated(),
      transforms: [Marked()])
    func rows(_ loader: DataLoader, epoch: Int) throws -> (batch: HostBatch, expected: [Float]) {
      let next = try loader.open(seed: 9, epoch: epoch, workers: 0).next()
      let batch: HostBatch = try #require(next)
      let inputs = batch.sampleIndices.flatMap { index in
        SmallTask.dataset.inputs[Int(index) * 5..<Int(index) * 5 + 5]
      }
      return (batch, inputs)
    }
    let training = data.trainingLoaders(seed: 9).loaders[0]
    let (first, firstInputs) = try rows(training, epoch: 0)
    #expect(first.labels == .float32(firstInputs.map { -$0 }))
    let (second, _) = try rows(training, epoch: 1)
    func mark(_ batch: HostBatch, _ sample: Int32) throws -> Float {
      batch.inputs.floats[5 * (try #require(batch.sampleIndices.firstIndex(of: sample)))]
    }
    for sample in first.sampleIndices {
      #expect(try mark(first, sample) != mark(second, sample))
    }
    for loader in data.validationLoaders(seed: 9) + data.predictLoaders(seed: 9) {
      let (batch, inputs) = try rows(loader, epoch: 0)
      #expect(batch.labels == .float32(inputs))
      for (row, index) in batch.sampleIndices.enumerated() {
        let stream = RandomStream(seed: 9, name: "augment", call: 0, position: UInt64(index))
        #expect(batch.inputs.floats[5 * row] == stream.uniform(at: 0))
      }
    }
    #expect(data.configuration["transforms"] == ["Marked()"])
    #expect(SmallTask.data.configuration["transforms"] == nil)
  }

  @Test("with several validation loaders, names tell them apart")
  func names() throws {
    let result = try Trainer(TrainingPlan(seed: 5, maxEpochs: 1), device: ReferenceDevice())
      .fit(Module(), TwoLoaders(mode: .minSize))
    #expect(result.metrics.map(\.name) == ["val_loss/1", "val_loss/near"])
    #expect(result.metric("val_loss/near") != result.metric("val_loss/1"))
  }
}
