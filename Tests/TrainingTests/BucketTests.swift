import CPUDevice
import CanonicalJSON
import Datasets
import Devices
import Layers
import Optimizers
import ReferenceDevice
import Tensors
import Testing
@testable import Training

/// Training on sequences of different lengths, in buckets.
@Suite("Buckets")
struct BucketTests {
  private struct Tagger: Layer {
    let vectors = Embedding(6, size: 4)
    let scores = Linear(from: 4, to: 3)
    var contents: Contents { ["vectors": vectors, "scores": scores] }

    func callAsFunction(_ tokens: Tensor, _ context: Context) -> Tensor {
      scores(vectors(tokens, context).reshaped(to: [tokens.count, 4]), context)
    }
  }

  private struct Module: TrainingModule {
    let model = Tagger()

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      let loss = loss(batch, context)
      context.log("train_loss", loss, onStep: true)
      return loss
    }

    func validationStep(_ batch: Batch, _ context: Context) {
      context.log("val_loss", loss(batch, context))
    }

    private func loss(_ batch: Batch, _ context: Context) -> Tensor {
      crossEntropy(
        model(batch.inputs, context), batch.labels.reshaped(to: [batch.labels.count]),
        ignoredLabel: -1)
    }

    func configureOptimizer() -> AdamW { AdamW(learningRate: 0.05) }
  }

  private static let lengths = (0..<30).map { 1 + (5 * $0 + 2) % 9 }

  private static func data(batchesPerPool: Int? = 2) -> TrainingData {
    let inputs = lengths.enumerated().map { index, length in
      (0..<length).map { Int32((index + $0) % 5 + 1) }
    }
    return TrainingData(
      SequenceDataset<Int32, Int32>(inputs: inputs, labels: inputs.map { $0.map { $0 % 3 } }),
      batchSize: 4, validationFraction: 0.2, padding: Padding(input: 0, label: -1),
      batchesPerPool: batchesPerPool)
  }

  private func fit(
    _ execution: Execution, device: any Device = ReferenceDevice(), data: TrainingData = data()
  ) throws -> FitResult {
    try Trainer(
      TrainingPlan(seed: 42, shards: 2, maxEpochs: 2), device: device, execution: execution
    ).fit(Module(), data)
  }

  @Test(
    "CKPT-002: on buckets, every device and number of workers leaves the same files, resumed too")
  func sameFiles() throws {
    let scratch = try ScratchFolder()
    let whole = try fit(Execution(output: scratch.folder("whole")))
    #expect(whole.step == 12 && whole.metric("val_loss") != nil)
    let names = ["checkpoints/last.h5", "metrics.csv"]
    let files = try names.map { try scratch.bytes("whole/\($0)") }
    for workers in [0, 1, 4] {
      let name = "\(workers)"
      _ = try fit(
        Execution(output: scratch.folder(name), loaderWorkers: workers),
        device: try CPUDevice(threads: 3))
      #expect(try names.map { try scratch.bytes("\(name)/\($0)") } == files, "\(workers) workers")
    }
    for step in 1..<whole.step {
      let name = "step-\(step)"
      let folder = scratch.folder(name)
      _ = try fit(Execution(output: folder, stopAfter: step))
      _ = try fit(
        Execution(output: folder, loaderWorkers: 2, resume: folder + "/checkpoints/last.h5"))
      #expect(try names.map { try scratch.bytes("\(name)/\($0)") } == files, "after step \(step)")
    }
  }

  @Test("training batches have similar lengths; the order of a validation is that of the data")
  func similarLengths() throws {
    func waste(_ data: TrainingData) throws -> Int {
      let loader = try data.trainingLoaders(seed: 42).loaders[0]
        .open(seed: 42, epoch: 0, workers: 0)
      var places = 0
      while let batch = try loader.next() { places += batch.inputs.count }
      return places
    }
    #expect(try waste(Self.data(batchesPerPool: 3)) < waste(Self.data(batchesPerPool: nil)))
    let loader = try Self.data().validationLoaders(seed: 42)[0].open(seed: 42, epoch: 0, workers: 0)
    var visited: [Int32] = []
    while let batch = try loader.next() { visited += batch.sampleIndices }
    #expect(visited.count == 6 && visited == visited.sorted())
  }

  @Test("padding and buckets are part of a run's data, and without them nothing is said of them")
  func configuration() {
    let plain = TrainingData(SmallTask.dataset, batchSize: 4).configuration
    #expect(plain["padding"] == nil && plain["batchesPerPool"] == nil)
    let padded = Self.data().configuration
    #expect(padded["padding"] == ["input": 0, "label": -1] && padded["batchesPerPool"] == 2)
  }
}
