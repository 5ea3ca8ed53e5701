import CPUDevice
import Datasets
import Devices
import Optimizers
import ReferenceDevice
import Tensors
import Testing
import Training

/// The Trainer adds nothing to the arithmetic of a loop that anybody could write.
@Suite("Trainer and a bare loop")
struct BareLoopTests {
  private static let epochs = 3
  private static let maximumNorm = 0.8

  /// Weights after training by hand: no Trainer, no loader, no callbacks.
  private func bareLoop(on device: any Device) throws -> [[UInt32]] {
    let dispatcher = Dispatcher(device: device)
    let module = SmallTask.adamW(logging: 0)
    let model = Model(module.model, on: dispatcher, seed: SmallTask.seed)
    let optimizer = module.configureOptimizer()
    optimizer.prepare(model.parameters)
    let base = optimizer.learningRate
    let dataset = SmallTask.dataset
    let split = Split(
      count: dataset.count, validationFraction: SmallTask.validationFraction,
      seed: SmallTask.seed)
    var step = 0
    for epoch in 0..<Self.epochs {
      let order = ShuffledOrder(split.training, seed: SmallTask.seed).samples(inEpoch: epoch)
      for start in stride(from: 0, to: order.count, by: SmallTask.batchSize) {
        let samples = order[start..<min(start + SmallTask.batchSize, order.count)].map(Int.init)
        let inputs = samples.flatMap {
          dataset.inputs[$0 * SmallTask.features..<($0 + 1) * SmallTask.features]
        }
        let labels = samples.map { dataset.labels[$0] }
        let context = Context.training(
          on: dispatcher, at: .init(seed: SmallTask.seed, microBatch: UInt64(step)))
        let scores = module.model(
          Tensor(inputs, shape: [samples.count, SmallTask.features], on: dispatcher), context)
        let loss = crossEntropy(
          scores, Tensor(labels, shape: [samples.count], on: dispatcher))
        let gradients = try #require(context.tape).gradients(
          of: loss, startingFrom: Tensor([1] as [Float], shape: [], on: dispatcher),
          for: model.parameters)
        let clipped = try #require(
          GradientClipping(maximum: Self.maximumNorm).clip(gradients))
        optimizer.learningRate = SmallTask.schedule.rate(base: base, at: step)
        optimizer.step(clipped.gradients)
        step += 1
      }
    }
    return try module.model.weights()
  }

  private static func plan(validateEveryNSteps: Int? = nil, logEveryNSteps: Int = 50)
    -> TrainingPlan
  {
    TrainingPlan(
      seed: SmallTask.seed, maxEpochs: epochs, gradientClipNorm: maximumNorm,
      validateEveryNSteps: validateEveryNSteps, logEveryNSteps: logEveryNSteps)
  }

  /// Somebody who looks at every line of a progress report.
  private final class Reader: ProgressReport.Output {
    var lines: [String] = []
    func update(_ line: @escaping @autoclosure () -> String) { lines.append(line()) }
    func print(_ line: String) { lines.append(line) }
  }

  /// Weights after training with the Trainer.
  private func trained(
    _ plan: TrainingPlan = plan(), on device: any Device, logging: Int = 1,
    execution: Execution = Execution(), callbacks: [any Callback] = []
  ) throws -> [[UInt32]] {
    let module = SmallTask.adamW(logging: logging)
    let trainer = Trainer(plan, device: device, execution: execution, callbacks: callbacks)
    let result = try trainer.fit(module, SmallTask.data)
    #expect(result.reason == .finished)
    #expect(result.step == 15)
    return try module.model.weights()
  }

  @Test("NUM-032: a bare loop and the Trainer give the same weights on every device")
  func devices() throws {
    let expected = try bareLoop(on: ReferenceDevice())
    #expect(expected.count == 6 && expected.allSatisfy { !$0.isEmpty })
    for device in try SmallTask.devices() {
      #expect(try trained(on: device) == expected, "Trainer, \(device.name)")
      #expect(try bareLoop(on: device) == expected, "bare loop, \(device.name)")
    }
  }

  @Test(
    "RNG-008: validation, logging, callbacks, a report, data workers and files change no weight")
  func company() throws {
    let device = try CPUDevice(threads: 1)
    let expected = try bareLoop(on: device)
    let scratch = try ScratchFolder()
    #expect(try trained(on: device, logging: 0) == expected)
    #expect(try trained(on: device, logging: 2) == expected)
    for steps in [1, 2, 1000] {
      #expect(
        try trained(Self.plan(validateEveryNSteps: steps, logEveryNSteps: steps), on: device)
          == expected, "validation and log every \(steps) steps")
    }
    for workers in [0, 1, 4] {
      #expect(
        try trained(on: device, execution: Execution(loaderWorkers: workers)) == expected,
        "\(workers) data workers")
    }
    let reader = Reader()
    #expect(
      try trained(
        on: device, logging: 2,
        execution: Execution(output: scratch.folder("run"), loaderWorkers: 2),
        callbacks: [
          EarlyStopping(monitor: "val_loss", patience: 100),
          ModelCheckpoint(monitor: "val_loss", saveTopK: 2, everyNSteps: 2),
          ProgressReport(to: reader),
        ]) == expected)
    #expect(
      reader.lines.first
        == "69 parameters in 6 tensors, 23 training and 7 validation samples, 5 steps an epoch")
    #expect(reader.lines.count == 16)
    #expect(reader.lines[5].hasPrefix("epoch 1  step 5/15  "))
  }

  @Test("another seed gives other weights")
  func seeds() throws {
    var plan = Self.plan()
    let device = ReferenceDevice()
    let first = try trained(plan, on: device)
    plan.seed = 43
    #expect(try trained(plan, on: device) != first)
  }

  @Test(
    "a progress report shows what was logged for it between epochs, and everything at their ends")
  func progressBar() throws {
    struct Module: TrainingModule {
      let model = SmallTask.Perceptron()
      func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
        let loss = crossEntropy(model(batch.inputs, context), batch.labels)
        context.log("shown", loss, onStep: true, onEpoch: true, progressBar: true)
        context.log("hidden", loss, onStep: true, onEpoch: true)
        return loss
      }
      func configureOptimizer() -> SGD { SGD(learningRate: 0.1) }
    }
    let reader = Reader()
    try Trainer(
      TrainingPlan(maxEpochs: 1, logEveryNSteps: 1), device: ReferenceDevice(),
      callbacks: [ProgressReport(to: reader)]
    ).fit(Module(), SmallTask.data)
    #expect(reader.lines.count == 6)
    for line in reader.lines[1...4] {
      #expect(line.contains(" shown_step ") && !line.contains("hidden"), "\(line)")
    }
    #expect(reader.lines[5].contains(" shown ") && reader.lines[5].contains(" hidden "))
  }

  @Test("a progress report's numbers have four digits, without the platform's formatting")
  func numbers() {
    for (value, text) in [
      (0, "0.0000"), (-0.0, "0.0000"), (1.23456, "1.2346"), (-0.00004, "0.0000"),
      (-0.00006, "-0.0001"), (12345.5, "12345.5000"), (.nan, "nan"), (.infinity, "inf"),
      (1e300, "1e+300"),
    ] { #expect(ProgressReport.short(value) == text) }
  }
}
