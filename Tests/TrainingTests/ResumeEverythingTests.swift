import CanonicalJSON
import Datasets
import Devices
import Layers
import Optimizers
import ReferenceDevice
import Tensors
import Testing
import Training

/// Everything that has state, stopped after every step: the rest of the run cannot tell.
@Suite("Resume everything")
struct ResumeEverythingTests {
  /// A perceptron whose optimizer, schedule and plateau are chosen.
  private struct Module: TrainingModule {
    let model = SmallTask.Perceptron()
    var scheduler: () -> SchedulerConfiguration = { SchedulerConfiguration() }
    var optimizer: () -> AdamW = { AdamW(learningRate: 0.02, weightDecay: 0.05) }

    func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
      let scores = model(batch.inputs, context)
      let loss = crossEntropy(scores, batch.labels)
      context.log("train_loss", loss, onStep: true, onEpoch: true)
      context.log("largest", loss, onEpoch: true, reduction: .max)
      context.log("smallest", loss, onStep: false, onEpoch: true, reduction: .min)
      context.log("whole", loss, onStep: false, onEpoch: true, reduction: .sum)
      return loss
    }

    func validationStep(_ batch: Batch, _ context: Context) {
      context.log("val_loss", crossEntropy(model(batch.inputs, context), batch.labels))
    }

    func configureOptimizer() -> AdamW { optimizer() }
    func configureScheduler() -> SchedulerConfiguration { scheduler() }
  }

  /// A way to train, made anew for each run.
  private struct Case: CustomTestStringConvertible {
    let testDescription: String
    var plan = TrainingPlan(seed: SmallTask.seed, maxEpochs: 3, logEveryNSteps: 2)
    var module: () -> Module = { Module() }
    var callbacks: (Module) -> [any Callback] = { _ in [] }
    var loggers: [any Logger] = [CSVLogger(), JSONLinesLogger()]
    var files = ["metrics.csv", "metrics.jsonl"]

    func fit(_ execution: Execution) throws -> FitResult {
      let module = module()
      return try Trainer(
        plan, device: ReferenceDevice(), execution: execution, callbacks: callbacks(module),
        loggers: loggers
      ).fit(module, SmallTask.data)
    }
  }

  private static func plan(_ change: (inout TrainingPlan) -> Void) -> TrainingPlan {
    var plan = TrainingPlan(seed: SmallTask.seed, maxEpochs: 3, logEveryNSteps: 2)
    change(&plan)
    return plan
  }

  private static var cases: [Case] {
    [
      Case(testDescription: "loggers CSV and JSON lines, all reductions"),
      Case(
        testDescription: "accumulation that changes",
        plan: plan {
          $0.accumulateGradBatches = GradientAccumulationScheduler([(0, 3), (1, 1), (2, 2)])
        }),
      Case(
        testDescription: "clipping by value and by norm, a limit, validation every share",
        plan: plan {
          $0.gradientClipValue = 0.05
          $0.gradientClipNorm = 0.5
          $0.limitTrainBatches = .share(0.9)
          $0.validateEveryShare = 0.5
        }),
      Case(
        testDescription: "mixed precision, bfloat16", plan: plan { $0.precision = .mixedBFloat16 }),
      Case(
        testDescription: "mixed precision, binary16 with its scale",
        plan: plan { $0.precision = .mixedFloat16 }),
      Case(
        testDescription: "binary64, with accumulation, clipping and an average",
        plan: plan {
          $0.precision = .double
          $0.accumulateGradBatches = GradientAccumulationScheduler([(0, 2)])
          $0.gradientClipValue = 0.05
          $0.gradientClipNorm = 0.5
        },
        callbacks: { _ in [WeightAveraging.exponential(decay: 0.9)] }),
      Case(
        testDescription: "binary64, with stochastic weight averaging",
        plan: plan { $0.precision = .double },
        callbacks: { _ in [WeightAveraging.stochastic(from: 4, every: 3)] }),
      Case(
        testDescription: "an exponential moving average",
        callbacks: { _ in [WeightAveraging.exponential(decay: 0.9, warmsUp: true, every: 2)] }),
      Case(
        testDescription: "stochastic weight averaging",
        callbacks: { _ in [WeightAveraging.stochastic(from: 4, every: 3)] }),
      Case(
        testDescription: "a schedule by epochs and a plateau",
        module: {
          Module(scheduler: {
            SchedulerConfiguration(
              .exponential(factor: 0.9), interval: .epoch,
              plateau: ReduceOnPlateau(
                monitor: "val_loss", factor: 0.5, patience: 0, threshold: .absolute(1)))
          })
        },
        callbacks: { _ in [LearningRateMonitor()] }),
      Case(
        testDescription: "a backbone that is unfrozen, and parameter groups",
        module: {
          Module(optimizer: {
            AdamW(
              learningRate: 0.02, weightDecay: 0.05,
              groups: [ParameterGroup("hidden.*", learningRate: 0.005)])
          })
        },
        callbacks: { [BackboneFinetuning($0.model.hidden, unfreezingAtEpoch: 1)] }),
      Case(
        testDescription: "early stopping that least steps put off",
        plan: plan { $0.minSteps = 12 },
        callbacks: { _ in
          [
            EarlyStopping(monitor: "val_loss", patience: 0, minDelta: 10),
            ModelCheckpoint(monitor: "val_loss", saveTopK: 2, filename: "{epoch}-{val_loss:.4f}"),
          ]
        }),
    ]
  }

  @Test("CKPT-002: resumed after every step, a run leaves the same files", arguments: 0..<12)
  func resume(_ number: Int) throws {
    let run = Self.cases[number]
    let scratch = try ScratchFolder()
    let whole = try run.fit(Execution(output: scratch.folder("whole")))
    let last = whole.step
    try #require(last > 3 && whole.metric("val_loss") != nil)
    let name = "step-000000\(last < 10 ? "0" : "")\(last).h5"
    let expected = try scratch.bytes("whole/checkpoints/\(name)")
    for step in 1..<last {
      let folder = scratch.folder("\(step)")
      _ = try run.fit(Execution(output: folder, stopAfter: step))
      let resumed = try run.fit(
        Execution(output: folder, resume: folder + "/checkpoints/last.h5"))
      #expect(resumed.step == last && resumed.reason == whole.reason, "\(run), after step \(step)")
      #expect(
        try scratch.bytes("\(step)/checkpoints/\(name)") == expected, "\(run), after step \(step)")
      for file in run.files {
        #expect(
          try scratch.bytes("\(step)/\(file)") == scratch.bytes("whole/\(file)"),
          "\(run), \(file) after step \(step)")
      }
    }
  }

  @Test("JSON lines: the run first, then a line of values for each step, validation and epoch")
  func jsonLines() throws {
    let scratch = try ScratchFolder()
    _ = try Self.cases[0].fit(Execution(output: scratch.folder("run")))
    let lines = try scratch.text("run/metrics.jsonl").split(separator: "\n")
    #expect(lines[0].hasPrefix(#"{"run":{"#))
    // 15 steps, every second logged; a validation and an epoch's values three times.
    #expect(lines.count == 1 + 7 + 3 + 3)
    #expect(lines[1].hasPrefix(#"{"epoch":0,"step":2,"values":{"largest_step":"#))
    #expect(lines[3].hasPrefix(#"{"epoch":0,"step":5,"values":{"val_loss":"#))
    #expect(lines[4].hasPrefix(#"{"epoch":0,"step":5,"values":{"largest_epoch":"#))
  }

  @Test("reductions: the largest, the smallest and the sum of an epoch's losses")
  func reductions() throws {
    let scratch = try ScratchFolder()
    var plan = Self.cases[0].plan
    plan.logEveryNSteps = 1
    plan.maxEpochs = 1
    let result = try Trainer(
      plan, device: ReferenceDevice(), execution: Execution(output: scratch.folder("run"))
    ).fit(Module(), SmallTask.data)
    let losses = try scratch.text("run/metrics.csv").split(separator: "\n").compactMap { row in
      row.contains(",train_loss_step,")
        ? row.split(separator: ",").last.flatMap { Double($0) } : nil
    }
    #expect(losses.count == 5)
    #expect(result.metric("largest") == losses.max())
    #expect(result.metric("smallest") == losses.min())
    #expect(result.metric("whole") == losses.reduce(0, +))
  }

  @Test("weights are validated as averages, and training does not notice")
  func averaging() throws {
    let modules = [Module(), Module(), Module()]
    var results: [FitResult] = []
    for (module, callbacks) in zip(
      modules,
      [
        [], [WeightAveraging.exponential(decay: 0.9)], [WeightAveraging.exponential(decay: 0)],
      ] as [[any Callback]])
    {
      results.append(
        try Trainer(Self.cases[0].plan, device: ReferenceDevice(), callbacks: callbacks)
          .fit(module, SmallTask.data))
    }
    for module in modules {
      #expect(try module.model.weights() == modules[0].model.weights())
    }
    #expect(results[1].metric("val_loss") != results[0].metric("val_loss"))
    // Without a past the average is the live value.
    #expect(results[2].metric("val_loss") == results[0].metric("val_loss"))
    #expect(results[1].metric("train_loss") == results[0].metric("train_loss"))
  }

  @Test("NUM-124: an average takes in the weights after the steps that it is due at")
  func averagedSteps() throws {
    /// Keeps the weights after each step.
    final class Weights: Callback {
      let name = "weights"
      let configuration: JSONValue? = nil
      var bits: [[[UInt32]]] = []
      func onCommit(_ event: CommitEvent) -> CallbackRequest { CallbackRequest() }
      func onTrainStepEnd(_ run: Run) throws {
        bits.append(try run.model.parameters.map { try $0.value.floats().map(\.bitPattern) })
      }
    }
    // The first average is a copy of the weights that it took in: those after step 4 of 7.
    let (weights, module) = (Weights(), Module())
    let averaging = WeightAveraging.exponential(decay: 0.9, every: 4)
    try Trainer(
      TrainingPlan(seed: SmallTask.seed, maxSteps: 7), device: ReferenceDevice(),
      callbacks: [weights, averaging]
    ).fit(module, SmallTask.data)
    let average = try #require(averaging.average)
    #expect(average.updates == 1)
    average.swap()
    let parameters = module.model.weights
    #expect(try parameters() == weights.bits[3])
    #expect(weights.bits[2] != weights.bits[3] && weights.bits[3] != weights.bits[4])
  }

  @Test(
    "NUM-126, NUM-156: a precision reaches training and validation, with the same bits on every device"
  )
  func precision() throws {
    var seen: [[[UInt32]]] = []
    var losses: [Double?] = []
    for precision in Precision.allCases {
      var plan = TrainingPlan(seed: SmallTask.seed, maxEpochs: 1)
      plan.precision = precision
      let expected = Module()
      let result = try Trainer(plan, device: ReferenceDevice()).fit(expected, SmallTask.data)
      seen.append(try expected.model.weights())
      for device in try SmallTask.devices() {
        let module = Module()
        try Trainer(plan, device: device).fit(module, SmallTask.data)
        #expect(try module.model.weights() == seen.last, "\(precision) on \(device.name)")
      }
      // The same weights, validated in another precision.
      plan.precision = precision == .single ? .mixedBFloat16 : .single
      let other = try Trainer(plan, device: ReferenceDevice()).validate(expected, SmallTask.data)
      losses += [result.metric("val_loss"), other.first { $0.name == "val_loss" }?.value]
    }
    #expect(Set(seen).count == Precision.allCases.count)
    #expect(losses.allSatisfy { $0 != nil })
    for index in stride(from: 0, to: losses.count, by: 2) {
      #expect(losses[index] != losses[index + 1])
    }
  }

  @Test("a plateau that watches what nobody logs is an error that says what there is")
  func unknownMonitor() throws {
    let module = Module(scheduler: {
      SchedulerConfiguration(plateau: ReduceOnPlateau(monitor: "val_los"))
    })
    let error = #expect(throws: TrainingError.self) {
      try Trainer(Self.cases[0].plan, device: ReferenceDevice()).fit(module, SmallTask.data)
    }
    #expect(error?.message.contains("val_los") ?? false)
    #expect(error?.message.contains("val_loss") ?? false)
  }

  @Test("a backbone's weights do not move before its epoch, and do afterwards")
  func finetuning() throws {
    func weights(epochs: Int) throws -> [UInt32] {
      let module = Module()
      let plan = TrainingPlan(seed: SmallTask.seed, maxEpochs: epochs)
      try Trainer(
        plan, device: ReferenceDevice(),
        callbacks: [BackboneFinetuning(module.model.hidden, unfreezingAtEpoch: 2)]
      ).fit(module, SmallTask.data)
      return try module.model.hidden.weight.value.floats().map(\.bitPattern)
    }
    let first = try weights(epochs: 0)
    #expect(try weights(epochs: 2) == first)
    #expect(try weights(epochs: 3) != first)
  }
}
