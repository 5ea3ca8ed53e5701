import CPUDevice
import Datasets
import Devices
import Foundation
import Layers
import Optimizers
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing
import Training

/// Manual optimization with two optimizers: what is saved, what is drawn, what is tracked.
@Suite("Manual optimization")
struct ManualOptimizationTests {
  private func fit(
    _ module: SmallGAN, shards: Int = 1, _ precision: Precision = .single,
    on device: any Device = ReferenceDevice(), execution: Execution = Execution()
  ) throws -> FitResult {
    var plan = TrainingPlan(
      seed: SmallTask.seed, shards: shards, maxEpochs: 2, logEveryNSteps: 1)
    plan.precision = precision
    return try Trainer(plan, device: device, execution: execution).fit(module, SmallTask.data)
  }

  @Test(
    "CKPT-002: a GAN resumed after every step equals the uninterrupted run, byte for byte",
    arguments: [(1, Precision.single), (2, .single), (2, .double)])
  func resume(shards: Int, precision: Precision) throws {
    let scratch = try ScratchFolder()
    let whole = SmallGAN()
    let result = try fit(
      whole, shards: shards, precision, execution: Execution(output: scratch.folder("whole")))
    #expect(result.step == 10)
    let file = "checkpoints/step-00000010.h5"
    let expected = try scratch.bytes("whole/\(file)")
    let log = try scratch.text("whole/metrics.csv")
    for step in 1..<10 {
      let folder = scratch.folder("\(step)")
      _ = try fit(
        SmallGAN(), shards: shards, precision,
        execution: Execution(output: folder, stopAfter: step))
      let module = SmallGAN()
      _ = try fit(
        module, shards: shards, precision,
        execution: Execution(output: folder, resume: folder + "/checkpoints/last.h5"))
      #expect(try scratch.bytes("\(step)/\(file)") == expected, "resumed after step \(step)")
      #expect(try scratch.text("\(step)/metrics.csv") == log, "resumed after step \(step)")
      #expect(try module.weights() == whole.weights())
    }
  }

  @Test("CKPT-002: gradients that an optimizer waits with are in the file, and only then")
  func pending() throws {
    let scratch = try ScratchFolder()
    var execution = Execution(output: scratch.folder("run"))
    execution.alsoSave = [4, 5]
    _ = try fit(SmallGAN(), execution: execution)
    let waiting = try scratch.bytes("run/checkpoints/step-00000004.h5")
    let used = try scratch.bytes("run/checkpoints/step-00000005.h5")
    #expect(waiting.range(of: Array("/gradients/generator/0/generator/weight".utf8).data) != nil)
    #expect(used.range(of: Array("/gradients".utf8).data) == nil)
  }

  @Test("manual optimization gives the same bits on every device")
  func devices() throws {
    let expected = SmallGAN()
    _ = try fit(expected, shards: 3)
    for device in try SmallTask.devices() {
      let module = SmallGAN()
      _ = try fit(module, shards: 3, on: device)
      #expect(try module.weights() == expected.weights(), "\(device.name)")
    }
  }

  /// Keeps what its dropout let through, pass by pass.
  private final class Masks: ManualTrainingModule {
    let model = SmallGAN.Network()
    var seen: [[UInt32]] = []

    func configureOptimizers() -> [NamedOptimizer] {
      [NamedOptimizer("all", SGD(learningRate: 0))]
    }

    func trainingStep(_ step: ManualStep) throws {
      for _ in 0..<2 {
        try step.backward("all") { batch, context in
          let ones = Tensor(
            [Float](repeating: 1, count: 60), shape: [10, 6], on: context.dispatcher)
          for _ in 0..<2 {
            let kept = self.model.dropout(ones, context)
            self.seen.append((try? kept.floats().map(\.bitPattern)) ?? [])
          }
          return self.model.judge(batch.inputs, context).mean()
        }
      }
      try step.update("all")
    }
  }

  @Test(
    "RNG-009: a layer called twice in a pass, and in two passes of a step, draws different masks")
  func masks() throws {
    let module = Masks()
    let plan = TrainingPlan(seed: 1, maxSteps: 2)
    try Trainer(plan, device: ReferenceDevice()).fit(module, SmallTask.data)
    #expect(module.seen.count == 8)
    for (index, mask) in module.seen.enumerated() {
      #expect(!module.seen[..<index].contains(mask), "pass \(index)")
    }
    let again = Masks()
    try Trainer(plan, device: ReferenceDevice()).fit(again, SmallTask.data)
    #expect(again.seen == module.seen)
  }

  @Test("a backward pass tracks the parameters of its optimizers only")
  func toggling() throws {
    let tracing = TracingDevice(ReferenceDevice())
    _ = try fit(SmallGAN(), on: tracing)
    let layers = tracing.records.filter { $0.step == 1 && $0.phase == .backward }.map(\.layer)
    // The critic's pass needs no gradient of the generator, and the generator's needs one of what it
    // made, through the critic.
    #expect(layers.contains("generator"))
    let first = layers.firstIndex(of: "generator") ?? 0
    #expect(layers[..<first].contains("hidden") && layers[first...].allSatisfy { $0 != "" })
    let sums = tracing.records.filter {
      $0.step == 1 && $0.phase == .backward && $0.layer == "generator"
        && $0.signature.hasPrefix("matmul")
    }
    // One product: the gradient of the generator's weight, once, in its own pass.
    #expect(sums.count == 1)
  }

  @Test("settings that only automatic optimization can obey are refused")
  func settings() throws {
    var plan = TrainingPlan(maxSteps: 1, gradientClipNorm: 1)
    #expect(throws: TrainingError.self) {
      try Trainer(plan, device: ReferenceDevice()).fit(SmallGAN(), SmallTask.data)
    }
    plan.gradientClipNorm = nil
    plan.accumulateGradBatches = 2
    #expect(throws: TrainingError.self) {
      try Trainer(plan, device: ReferenceDevice()).fit(SmallGAN(), SmallTask.data)
    }
  }

  @Test("batches after an epoch's last update count as a step of their own")
  func trailingBatches() throws {
    struct Lazy: ManualTrainingModule {
      let model = SmallTask.Perceptron()
      func configureOptimizers() -> [NamedOptimizer] {
        [NamedOptimizer("sgd", SGD(learningRate: 0.1))]
      }
      func trainingStep(_ step: ManualStep) throws {
        try step.backward("sgd") { crossEntropy(model($0.inputs, $1), $0.labels) }
        if step.batch == 1 { try step.update("sgd") }
      }
    }
    let plan = TrainingPlan(seed: 3, maxEpochs: 2)
    let result = try Trainer(plan, device: ReferenceDevice()).fit(Lazy(), SmallTask.data)
    #expect(result.step == 4)
    #expect(result.epoch == 2)
  }
}

extension [UInt8] {
  fileprivate var data: Data { Data(self) }
}
