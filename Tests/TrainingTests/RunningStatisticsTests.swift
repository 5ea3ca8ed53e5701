import Checkpoints
import Devices
import Layers
import NumericsContract
import Optimizers
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing
import Training

/// Running statistics of batch norm are state: moved while training, saved, restored, evaluated with.
@Suite("Running statistics")
struct RunningStatisticsTests {
  /// A linear layer, batch norm, ReLU and a second linear layer.
  private struct Network: Layer {
    let hidden = Linear(from: SmallTask.features, to: 6)
    let norm = BatchNorm(6)
    let scores = Linear(from: 6, to: 3)
    var contents: Contents { ["hidden": hidden, "norm": norm, "scores": scores] }

    func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
      scores(norm(hidden(input, context), context).relu(), context)
    }

    func statistics() throws -> [[UInt32]] {
      try [norm.runningMean, norm.runningVariance].map {
        try $0.value.floats().map(\.canonicalBits)
      }
    }
  }

  private struct Module: TrainingModule {
    let model = Network()

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      crossEntropy(model(batch.inputs, context), batch.labels)
    }

    func validationStep(_ batch: Batch, _ context: Context) {
      context.log("val_loss", crossEntropy(model(batch.inputs, context), batch.labels))
    }

    func configureOptimizer() -> SGD { SGD(learningRate: 0.1) }
  }

  private func plan(shards: Int) -> TrainingPlan {
    TrainingPlan(
      seed: SmallTask.seed, shards: shards, maxEpochs: 2, accumulateGradBatches: 2,
      validateEveryNSteps: 2)
  }

  private func fit(
    _ module: Module, _ folder: String? = nil, shards: Int = 1,
    device: any Device = ReferenceDevice(), stopAfter: Int? = nil, resume: String? = nil
  ) throws -> FitResult {
    try Trainer(
      plan(shards: shards), device: device,
      execution: Execution(output: folder, stopAfter: stopAfter, resume: resume)
    ).fit(module, SmallTask.data)
  }

  private func metrics(_ result: FitResult) -> [UInt64] {
    result.metrics.map(\.value.bitPattern)
  }

  @Test("NUM-113: they move with every micro-batch, alike on every device and for S = 1, 2 and 3")
  func movement() throws {
    var all: [[[UInt32]]] = []
    for shards in 1...3 {
      let module = Module()
      let result = try fit(module, shards: shards)
      let expected = try module.model.statistics()
      for device in try SmallTask.devices() {
        let other = Module()
        let found = try fit(other, shards: shards, device: device)
        #expect(metrics(found) == metrics(result))
        #expect(try other.model.statistics() == expected, "\(device.name), \(shards) shards")
      }
      all.append(expected)
    }
    let start = [[UInt32](repeating: 0, count: 6), Array(repeating: Float(1).bitPattern, count: 6)]
    for (index, statistics) in all.enumerated() {
      #expect(zip(statistics, start).allSatisfy { $0 != $1 })
      for other in all[..<index] { #expect(statistics != other) }
    }
  }

  @Test("NUM-113: a checkpoint holds them, and a resumed run goes on and evaluates with them")
  func resumption() throws {
    let scratch = try ScratchFolder()
    let whole = try fit(Module(), scratch.folder("whole"), shards: 2)
    let tree = try CheckpointFile(opening: try #require(whole.checkpoint)).stateTree()
    #expect(tree["/model/norm/running_mean"]?.shape == [6])
    #expect(tree["/model/norm/running_variance"]?.shape == [6])
    #expect(tree.entries.count { $0.path.contains("running") } == 2)
    for step in 1..<whole.step {
      let stopped = try fit(
        Module(), scratch.folder("\(step)"), shards: 2, stopAfter: step)
      let resumed = try fit(
        Module(), scratch.folder("\(step)"), shards: 2, device: RemoteDevice(),
        resume: stopped.checkpoint)
      let found = try CheckpointFile(opening: try #require(resumed.checkpoint)).stateTree()
      #expect(found == tree, "resumed at \(step)")
      #expect(metrics(resumed) == metrics(whole), "resumed at \(step)")
    }
  }
}
