import Lockstep

/// The digits, trained by the Trainer and by a loop without one, on the same batches.
struct DigitsFit {
  static let seed: UInt64 = 42
  let dataset: InMemoryDataset
  let device: CPUDevice
  let epochs: Int
  let batchSize: Int
  /// Whether the module logs its loss and a report is told of every step.
  let watched: Bool

  struct Module: TrainingModule {
    let model = Perceptron([64, 32, 10])
    let logs: Bool

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      let loss = crossEntropy(model(batch.inputs, context), batch.labels)
      if logs { context.log("train_loss", loss, onStep: true, onEpoch: true) }
      return loss
    }

    func configureOptimizer() -> Adam { Adam(learningRate: 1e-3) }
  }

  /// Takes a report's lines as a terminal would, at most ten a second, without one.
  private final class Sink: ProgressReport.Output {
    private var shownAt = ContinuousClock.now
    private var held: (() -> String)?
    private(set) var latest = ""

    func update(_ line: @escaping @autoclosure () -> String) {
      let now = ContinuousClock.now
      held = line
      guard now - shownAt >= .milliseconds(100) else { return }
      shownAt = now
      latest = line()
    }

    func print(_ line: String) { latest = line }
  }

  /// Steps of the run.
  var steps: Int { epochs * ((dataset.count + batchSize - 1) / batchSize) }

  /// Trains with the Trainer and returns the weights.
  func withTrainer() throws -> [Tensor] {
    let module = Module(logs: watched)
    let trainer = Trainer(
      maxEpochs: epochs, seed: Self.seed, device: device,
      callbacks: watched ? [ProgressReport(to: Sink())] : [])
    try trainer.fit(module, TrainingData(dataset, batchSize: batchSize))
    return weights(module)
  }

  /// Trains with a plain loop and returns the weights.
  func withoutTrainer() throws -> [Tensor] {
    let module = Module(logs: false)
    let dispatcher = Dispatcher(device: device)
    let model = Model(module.model, on: dispatcher, seed: Self.seed)
    let optimizer = module.configureOptimizer()
    optimizer.prepare(model.parameters)
    let split = Split(count: dataset.count, validationFraction: 0, seed: Self.seed)
    let order = ShuffledOrder(split.training, seed: Self.seed)
    let pass = GradientPass(dispatcher: dispatcher, parameters: model.parameters)
    var step = 0
    for epoch in 0..<epochs {
      let loader = try Loader(
        EpochBatches(
          of: dataset, order: order, plan: BatchPlan(batchSize: batchSize), seed: Self.seed,
          epoch: epoch))
      while let host = try loader.next() {
        let batch = Batch(
          inputs: Tensor(host.inputs.floats, shape: [host.count, 64], on: dispatcher),
          labels: Tensor(host.labels.integers, shape: [host.count], on: dispatcher))
        let (_, gradients) = pass.gradients(at: step) { module.trainingStep(batch, $0) }
        dispatcher.during(.update) { optimizer.step(gradients) }
        step += 1
      }
    }
    return weights(module)
  }

  private func weights(_ module: Module) -> [Tensor] {
    module.model.linears.flatMap { [$0.weight.value] + ($0.bias.map { [$0.value] } ?? []) }
  }
}

extension Workload {
  /// `fit EPOCHS BATCH`: a whole run of the Trainer on the digits.
  static func fit(_ request: inout Request, _ inputs: RandomInputs) throws -> Workload {
    guard let device = inputs.dispatcher.device as? CPUDevice else {
      throw RequestError(message: "fit wants the cpu device")
    }
    let run = DigitsFit(
      dataset: try DigitsDataset.load(), device: device,
      epochs: try request.integer("epochs"), batchSize: try request.integer("batch size"),
      watched: false)
    var weights = try run.withTrainer()
    return Workload(
      call: {
        do { weights = try run.withTrainer() } catch { fatalError("\(error)") }
      },
      results: { weights })
  }
}
