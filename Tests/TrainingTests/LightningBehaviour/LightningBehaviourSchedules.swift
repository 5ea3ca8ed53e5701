import Datasets
import Devices
import Foundation
import Optimizers
import ReferenceDevice
import Tensors
import Testing

@testable import Training

/// The learning rate of every step.
///
/// All rates here are exact, and each is also what the update used: the samples are 1, so the weight that is
/// left is the sum of the rates. Lightning moves plateaus after validation and schedules after steps or
/// epochs; it steps an epoch's schedule before the save and a plateau after it, which a resumed run sees.
/// Here both come before, and a resumed run has the same rates.
@Suite("Lightning behaviour: schedulers")
struct LightningBehaviourSchedules {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    var batches = 1
    var epochs = 1
    var maxSteps: Int? = nil
    var accumulate = 1
    var scores: [Double] = [0]
    /// The rate of each step.
    let rates: [Double]
    let scheduler: @Sendable () -> SchedulerConfiguration

    var testDescription: String { name }
  }

  /// Lightning: a scheduler's interval is the step, its frequency counts intervals.
  static let steps: [Row] = [
    Row(name: "constant", batches: 3, rates: [1, 1, 1], scheduler: { SchedulerConfiguration() }),
    Row(
      name: "by steps, over epochs", batches: 3, epochs: 2, rates: [1, 1, 0.5, 0.5, 0.25, 0.25],
      scheduler: { SchedulerConfiguration(.step(interval: 2, factor: 0.5)) }),
    Row(
      name: "every second step", batches: 3, epochs: 2, rates: [1, 1, 0.5, 0.5, 0.25, 0.25],
      scheduler: { SchedulerConfiguration(.exponential(factor: 0.5), frequency: 2) }),
    Row(
      name: "steps are updates, not batches", batches: 4, epochs: 2, accumulate: 2,
      rates: [1, 0.5, 0.25, 0.125],
      scheduler: { SchedulerConfiguration(.exponential(factor: 0.5)) }),
    Row(
      name: "a smaller last window is a step", batches: 3, epochs: 2, accumulate: 2,
      rates: [1, 0.5, 0.25, 0.125],
      scheduler: { SchedulerConfiguration(.exponential(factor: 0.5)) }),
    Row(
      name: "milestones", batches: 5, rates: [1, 0.5, 0.5, 0.25, 0.25],
      scheduler: { SchedulerConfiguration(.multiStep(milestones: [1, 3], factor: 0.5)) }),
    Row(
      name: "to nothing in a straight line", batches: 5, rates: [1, 0.75, 0.5, 0.25, 0],
      scheduler: { SchedulerConfiguration(.polynomial(total: 4)) }),
    Row(
      name: "warm restarts", batches: 5, rates: [1, 0.5, 1, 0.5, 1],
      scheduler: { SchedulerConfiguration(.cosineWarmRestarts(first: 2)) }),
  ]

  /// Lightning: rates rise over the first steps, and another schedule follows.
  static let warmUps: [Row] = [
    Row(
      name: "a straight line up, then constant", batches: 3, epochs: 2,
      rates: [0.25, 0.4375, 0.625, 0.8125, 1, 1],
      scheduler: { SchedulerConfiguration(.linear(from: 0.25, to: 1, count: 4)) }),
    Row(
      name: "a straight line up, then halved by steps", batches: 5,
      rates: [0.5, 0.75, 1, 0.5, 0.25],
      scheduler: {
        SchedulerConfiguration(
          .linear(from: 0.5, to: 1, count: 2).followed(by: .exponential(factor: 0.5), after: 2))
      }),
    Row(
      name: "a cosine's warm-up reaches the rate with its last step", batches: 3, epochs: 2,
      rates: [0.25, 0.5, 0.75, 1, 1, 0.5],
      scheduler: { SchedulerConfiguration(.cosine(total: 6, warmUp: 4, floor: 0)) }),
  ]

  /// Lightning: a scheduler's interval is the epoch.
  static let epochs: [Row] = [
    Row(
      name: "by epochs", batches: 2, epochs: 3, rates: [1, 1, 0.5, 0.5, 0.25, 0.25],
      scheduler: { SchedulerConfiguration(.exponential(factor: 0.5), interval: .epoch) }),
    Row(
      name: "every second epoch", batches: 1, epochs: 5, rates: [1, 1, 0.5, 0.5, 0.25],
      scheduler: {
        SchedulerConfiguration(.exponential(factor: 0.5), interval: .epoch, frequency: 2)
      }),
    Row(
      name: "warm-up by epochs", batches: 2, epochs: 3, rates: [0.5, 0.5, 0.75, 0.75, 1, 1],
      scheduler: {
        SchedulerConfiguration(.linear(from: 0.5, to: 1, count: 2), interval: .epoch)
      }),
    Row(
      name: "a limit of steps within an epoch", batches: 3, epochs: 9, maxSteps: 4,
      rates: [1, 1, 1, 0.5],
      scheduler: { SchedulerConfiguration(.exponential(factor: 0.5), interval: .epoch) }),
  ]

  private static func plateau(
    mode: MetricMode = .min, patience: Int = 0, cooldown: Int = 0, minimum: Double = 0,
    schedule: LearningRateSchedule = .constant
  ) -> @Sendable () -> SchedulerConfiguration {
    {
      SchedulerConfiguration(
        schedule,
        plateau: ReduceOnPlateau(
          monitor: "score", mode: mode, factor: 0.5, patience: patience, cooldown: cooldown,
          minimum: minimum))
    }
  }

  /// Lightning: a plateau watches a metric at the end of epochs.
  static let plateaus: [Row] = [
    Row(
      name: "no patience", epochs: 4, scores: [1], rates: [1, 1, 0.5, 0.25],
      scheduler: plateau()),
    Row(
      name: "within an epoch nothing moves", batches: 2, epochs: 3, scores: [1],
      rates: [1, 1, 1, 1, 0.5, 0.5], scheduler: plateau()),
    Row(
      name: "patience 1", epochs: 6, scores: [1], rates: [1, 1, 1, 0.5, 0.5, 0.25],
      scheduler: plateau(patience: 1)),
    Row(
      name: "an improvement starts the wait again", epochs: 5, scores: [4, 5, 3, 4, 2],
      rates: [1, 1, 1, 1, 1], scheduler: plateau(patience: 1)),
    Row(
      name: "maximum, rising", epochs: 3, scores: [1, 2, 3], rates: [1, 1, 1],
      scheduler: plateau(mode: .max)),
    Row(
      name: "maximum, falling", epochs: 3, scores: [3, 2, 1], rates: [1, 1, 0.5],
      scheduler: plateau(mode: .max)),
    Row(
      name: "cooling down", epochs: 6, scores: [1], rates: [1, 1, 0.5, 0.5, 0.25, 0.25],
      scheduler: plateau(cooldown: 1)),
    Row(
      name: "the least rate", epochs: 5, scores: [1], rates: [1, 1, 0.5, 0.375, 0.375],
      scheduler: plateau(minimum: 0.375)),
    Row(
      name: "NaN is no improvement", epochs: 4, scores: [1, .nan, .nan, 0],
      rates: [1, 1, 0.5, 0.25], scheduler: plateau()),
    Row(
      name: "on top of a schedule", epochs: 4, scores: [1], rates: [1, 0.5, 0.125, 0.03125],
      scheduler: plateau(schedule: .exponential(factor: 0.5))),
  ]

  static let severalOptimizers = ["first", "second"]

  static var rowCount: Int {
    steps.count + warmUps.count + epochs.count + plateaus.count + severalOptimizers.count
  }

  private func fit(
    _ row: Row, _ folder: String, stop: Int? = nil, resume: Bool = false
  ) throws -> Float {
    let module = ScriptedModule(
      scheduler: row.scheduler,
      score: { row.scores[min($0.epoch, row.scores.count - 1)] })
    let plan = TrainingPlan(
      seed: 1, maxEpochs: row.epochs, maxSteps: row.maxSteps,
      accumulateGradBatches: GradientAccumulationScheduler(row.accumulate), logEveryNSteps: 1)
    try Trainer(
      plan, device: ReferenceDevice(),
      execution: Execution(
        output: folder, stopAfter: stop, resume: resume ? folder + "/checkpoints/last.h5" : nil),
      callbacks: [LearningRateMonitor()]
    ).fit(module, ScriptedData(values: Array(repeating: 1, count: row.batches)))
    return try module.weight()
  }

  /// The rates in a log, each with its step.
  private func rates(_ text: String, _ name: String = "learning_rate") -> [String] {
    text.split(separator: "\n").map { $0.split(separator: ",") }.filter { $0[2] == name }
      .map { "\($0[0]): \($0[3])" }
  }

  private func expected(_ rates: [Double]) -> [String] {
    rates.enumerated().map { "\($0 + 1): \($1)" }
  }

  @Test(
    "the rate of every step as logged and as used, also by a run that is resumed after each step",
    arguments: steps + warmUps + epochs + plateaus)
  func everyStep(_ row: Row) throws {
    let scratch = try ScratchFolder()
    let weight = try fit(row, scratch.folder("whole"))
    #expect(rates(try scratch.text("whole/metrics.csv")) == expected(row.rates))
    #expect(weight == -row.rates.reduce(into: Float(0)) { $0 += Float($1) })
    for step in 1..<row.rates.count {
      _ = try fit(row, scratch.folder("pieces"), stop: step, resume: step > 1)
    }
    #expect(try fit(row, scratch.folder("pieces"), resume: row.rates.count > 1) == weight)
    #expect(try scratch.text("pieces/metrics.csv") == scratch.text("whole/metrics.csv"))
  }

  /// Two weights; the first is updated by every batch, the second by every other one.
  private struct TwoOptimizers: ManualTrainingModule {
    struct Network: Layer {
      let first = ScriptedModule.Line()
      let second = ScriptedModule.Line()
      var contents: Contents { ["first": first, "second": second] }
    }

    let model = Network()

    func configureOptimizers() -> [NamedOptimizer] {
      [
        NamedOptimizer(
          "first", SGD(learningRate: 1), updating: model.first,
          scheduler: SchedulerConfiguration(.exponential(factor: 0.5))),
        NamedOptimizer(
          "second", SGD(learningRate: 2), updating: model.second,
          scheduler: SchedulerConfiguration(.exponential(factor: 0.25))),
      ]
    }

    func trainingStep(_ step: ManualStep) throws {
      try step.backward("first") { $1[model.first.weight].sum() * $0.inputs.mean() }
      try step.update("first")
      guard !step.batch.isMultiple(of: 2) else { return }
      try step.backward("second") { $1[model.second.weight].sum() * $0.inputs.mean() }
      try step.update("second")
    }
  }

  @Test("each optimizer's schedule counts its own updates", arguments: severalOptimizers)
  func optimizers(_ name: String) throws {
    let scratch = try ScratchFolder()
    let module = TwoOptimizers()
    try Trainer(
      TrainingPlan(seed: 1, maxEpochs: 1, logEveryNSteps: 1), device: ReferenceDevice(),
      execution: Execution(output: scratch.folder("run")), callbacks: [LearningRateMonitor()]
    ).fit(module, ScriptedData(values: [1, 1, 1, 1]))
    let isFirst = name == "first"
    #expect(
      rates(try scratch.text("run/metrics.csv"), "learning_rate/\(name)")
        == expected(isFirst ? [1, 0.5, 0.25, 0.125] : [2, 2, 0.5, 0.5]))
    let weight = isFirst ? module.model.first.weight : module.model.second.weight
    #expect(try weight.value.floats() == [isFirst ? -1.875 : -2.5])
  }

  @Test("a plateau whose metric nobody logs ends the run with the names that there are")
  func missing() {
    let module = ScriptedModule(
      scheduler: {
        SchedulerConfiguration(plateau: ReduceOnPlateau(monitor: "scores"))
      }, score: { _ in 1 })
    let error = #expect(throws: TrainingError.self) {
      try Trainer(TrainingPlan(maxEpochs: 2), device: ReferenceDevice())
        .fit(module, ScriptedData.batches(1))
    }
    #expect(error?.code == .configuration)
    #expect(error?.message.contains("'scores'") ?? false)
    #expect(error?.message.hasSuffix("has logged score") ?? false)
  }
}
