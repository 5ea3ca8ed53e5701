import CPUDevice
import Checkpoints
import Datasets
import Devices
import Layers
import NumericsContract
import Optimizers
import ReferenceDevice
import Tensors
import Testing
import Training

/// Runs in binary64: what they compute, where they start, what they keep.
@Suite("Runs in binary64")
struct DoublePrecisionTests {
  /// One weight, no bias, the mean squared error of one sample a step.
  private struct OneWeight: TrainingModule {
    let model = Linear(from: 1, to: 1, bias: false)

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      meanSquaredError(
        model(batch.inputs, context), batch.labels.reshaped(to: batch.inputs.shape))
    }

    func configureOptimizer() -> SGD { SGD(learningRate: 0.1, momentum: 0.9) }
  }

  /// A classifier whose optimizer is chosen.
  private struct Classifier<Chosen: Optimizer>: TrainingModule {
    let model = SmallTask.Perceptron()
    let optimizer: () -> Chosen

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      crossEntropy(
        model(batch.inputs, context), batch.labels, smoothing: 0.1, ignoredLabel: 7)
    }

    func configureOptimizer() -> Chosen { optimizer() }
  }

  private static func plan(_ change: (inout TrainingPlan) -> Void = { _ in }) -> TrainingPlan {
    var plan = TrainingPlan(seed: SmallTask.seed, maxEpochs: 2)
    plan.precision = .double
    change(&plan)
    return plan
  }

  @Test("NUM-156: the steps are those of a loop over doubles, from binary32 first values on")
  func handComputed() throws {
    let inputs: [Float] = [0.3, -1.7, 0.9]
    let targets: [Float] = [1.1, 0.4, -2.3]
    let data = TrainingData(
      ArrayDataset(inputs: inputs, labels: targets, inputShape: [1], labelShape: [1]),
      batchSize: 1, shuffles: false)
    let (single, module) = (OneWeight(), OneWeight())
    try Trainer(Self.plan { $0.maxEpochs = 0 }, device: ReferenceDevice()).fit(module, data)
    let first = try module.model.weight.value.doubles()[0]
    try Trainer(TrainingPlan(seed: SmallTask.seed, maxEpochs: 0), device: ReferenceDevice())
      .fit(single, data)
    #expect(try first == Double(single.model.weight.value.floats()[0]))

    try Trainer(Self.plan(), device: ReferenceDevice()).fit(module, data)
    var (weight, velocity) = (first, 0.0)
    for _ in 0..<2 {
      for (x, t) in zip(inputs, targets) {
        let (x, t) = (Double(x), Double(t))
        // A product of one term; the gradient of NUM-020 with dy and n of 1; NUM-024.
        let slope = (x * weight - t) * 2 * x
        velocity = 0.9.fusedProduct(with: velocity, plus: slope)
        weight = (-0.1).fusedProduct(with: velocity, plus: weight)
      }
    }
    #expect(try module.model.weight.value.doubles()[0].bitPattern == weight.bitPattern)
    #expect(Double(Float(weight)) != weight)
  }

  @Test("NUM-156: bits are equal on every device and number of threads, for every optimizer")
  func everywhere() throws {
    func check<Chosen: Optimizer>(_ optimizer: @escaping () -> Chosen) throws {
      for shards in [1, 3] {
        let plan = Self.plan {
          $0.shards = shards
          $0.gradientClipNorm = 0.3
        }
        var seen: [[[UInt32]]] = []
        for device: any Device in [
          ReferenceDevice(), try CPUDevice(threads: 1), try CPUDevice(threads: 2),
          try CPUDevice(threads: 7),
        ] {
          let module = Classifier(optimizer: optimizer)
          try Trainer(plan, device: device).fit(module, SmallTask.data)
          seen.append(try module.model.weights())
        }
        #expect(Set(seen).count == 1, "\(Chosen.self), \(shards) shards")
      }
    }
    try check { SGD(learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01) }
    try check { Adam(learningRate: 0.02) }
    try check { AdamW(learningRate: 0.02, weightDecay: 0.05) }
    try check { RMSprop(learningRate: 0.01, momentum: 0.5) }
    try check { Adagrad(learningRate: 0.05) }
  }

  @Test("NUM-156: a checkpoint holds weights and moments in float64")
  func checkpoint() throws {
    let scratch = try ScratchFolder()
    _ = try Trainer(
      Self.plan(), device: ReferenceDevice(),
      execution: Execution(output: scratch.folder("run"))
    ).fit(Classifier { AdamW(learningRate: 0.02) }, SmallTask.data)
    let file = try CheckpointFile(opening: scratch.folder("run/checkpoints/last.h5"))
    for path in [
      "/model/hidden/weight", "/model/norm/bias", "/optimizer/adamw/firstMoment/scores/weight",
    ] {
      let array = file.tensors.first { $0.path == path }
      #expect(array?.type == .float64, "\(path) among \(file.tensors.map(\.path))")
    }
  }

  @Test("NUM-156: a run in binary64 does not go on in binary32")
  func otherPrecision() throws {
    let scratch = try ScratchFolder()
    func fit(_ precision: Precision, _ execution: Execution) throws -> FitResult {
      try Trainer(
        Self.plan { $0.precision = precision }, device: ReferenceDevice(), execution: execution
      ).fit(Classifier { AdamW(learningRate: 0.02) }, SmallTask.data)
    }
    let folder = scratch.folder("run")
    _ = try fit(.double, Execution(output: folder, stopAfter: 2))
    let error = #expect(throws: (any Error).self) {
      try fit(.single, Execution(output: folder, resume: folder + "/checkpoints/last.h5"))
    }
    #expect("\(try #require(error))".contains("64-true"), "\(String(describing: error))")
  }
}

extension Double {
  /// This times a number, plus another, rounded once.
  fileprivate func fusedProduct(with factor: Double, plus summand: Double) -> Double {
    summand.addingProduct(self, factor)
  }
}
