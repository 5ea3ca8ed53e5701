import NumericsContract
import Optimizers
import Tensors
import Testing

/// Schedulers told of steps, epochs and metrics; plateaus; and their state.
@Suite("Schedulers")
struct SchedulerTests {
  @Test("NUM-120: the index is the number of steps or epochs completed, ÷ frequency, rounded down")
  func intervals() {
    let schedule = LearningRateSchedule.exponential(factor: 0.5)
    let (bySteps, byEpochs) = (SGD(learningRate: 8), SGD(learningRate: 8))
    let steps = LearningRateScheduler(schedule, for: bySteps, frequency: 3)
    let epochs = LearningRateScheduler(schedule, for: byEpochs, interval: .epoch, frequency: 2)
    for step in 1...12 {
      steps.advance()
      epochs.advance()
      if step.isMultiple(of: 2) {
        steps.advanceEpoch()
        epochs.advanceEpoch()
      }
      #expect(bySteps.learningRate == [8.0, 4, 2, 1, 0.5][step / 3])
      #expect(byEpochs.learningRate == [8.0, 4, 2, 1][step / 4])
      #expect(steps.steps == step && epochs.steps == step && epochs.epochs == step / 2)
    }
  }

  private func plateau(_ example: ScheduleFixture.Plateau) throws -> ReduceOnPlateau {
    ReduceOnPlateau(
      monitor: "val_loss", mode: try #require(MetricMode(rawValue: example.mode)),
      factor: example.factor, patience: example.patience,
      threshold: example.relative ? .relative(example.threshold) : .absolute(example.threshold),
      cooldown: example.cooldown, minimum: example.minimum)
  }

  @Test("NUM-120: a plateau reduces as the text says, where PyTorch does")
  func plateaus() throws {
    for example in try ScheduleFixture.load().plateaus {
      let optimizer = SGD(learningRate: 0.3)
      let scheduler = LearningRateScheduler(
        .constant, for: optimizer, plateau: try plateau(example))
      for (index, metric) in example.metrics.values.enumerated() {
        scheduler.observe(metric)
        let rate = optimizer.learningRate
        #expect(rate.bitPattern == example.rates.values[index].bitPattern, "\(example), \(index)")
        // k products here and k there, in another order: at most 2k roundings of 2⁻⁵³ (and their
        // products), and a unit of the last place is at least that share.
        let bound = UInt64(2 * (scheduler.plateau?.reductions ?? 0) + 1)
        #expect(ulpDistance(rate, example.torch.values[index]) <= bound)
      }
      #expect((scheduler.plateau?.reductions ?? 0) >= 2)
    }
  }

  /// Units in the last place between two positive numbers.
  private func ulpDistance(_ left: Double, _ right: Double) -> UInt64 {
    max(left.bitPattern, right.bitPattern) - min(left.bitPattern, right.bitPattern)
  }

  @Test("NUM-120: NaN is never better, and anything is better than nothing")
  func notANumber() {
    let plateau = ReduceOnPlateau(monitor: "m", mode: .max, factor: 0.5, patience: 1)
    for value in [Double.nan, -5, .nan, .nan] { plateau.observe(value) }
    #expect(plateau.scale == 0.5)
    plateau.observe(-4.9)
    plateau.observe(.nan)
    plateau.observe(-4.8)
    #expect(plateau.reductions == 1)
  }

  @Test("NUM-120: a plateau multiplies what the schedule says, down to its lowest rate")
  func together() {
    let optimizer = SGD(learningRate: 16)
    let scheduler = LearningRateScheduler(
      .linear(from: 0.25, to: 1, count: 3), for: optimizer,
      plateau: ReduceOnPlateau(monitor: "m", factor: 0.25, patience: 0, minimum: 5))
    #expect(optimizer.learningRate == 4)
    scheduler.observe(1)
    scheduler.observe(2)
    // 4 · ¼ is below the lowest rate, which itself is above what is scheduled.
    #expect(optimizer.learningRate == 4)
    for _ in 0..<3 { scheduler.advance() }
    #expect(optimizer.learningRate == 5)
  }

  /// A scheduler with everything, and a metric for each step.
  private func scheduler(_ optimizer: SGD) -> LearningRateScheduler {
    LearningRateScheduler(
      .step(interval: 2, factor: 0.9), for: optimizer, interval: .epoch,
      plateau: ReduceOnPlateau(monitor: "m", factor: 0.7, patience: 1, cooldown: 1))
  }

  private func drive(_ scheduler: LearningRateScheduler, _ epochs: Range<Int>) {
    for epoch in epochs {
      scheduler.advance()
      scheduler.advanceEpoch()
      scheduler.observe(Double(epoch * 7 % 5))
    }
  }

  @Test("NUM-120: a scheduler that was saved and restored goes on as if nothing had happened")
  func restoring() throws {
    for split in 0..<9 {
      let (whole, first, second) = (
        SGD(learningRate: 0.3), SGD(learningRate: 0.3), SGD(learningRate: 0.3)
      )
      let uninterrupted = scheduler(whole)
      drive(uninterrupted, 0..<9)
      let saved = scheduler(first)
      drive(saved, 0..<split)
      let restored = scheduler(second)
      try restored.restore(below: "scheduler", of: try saved.tree(below: "scheduler"))
      #expect(second.learningRate == first.learningRate)
      drive(restored, split..<9)
      #expect(try restored.tree(below: "s") == (try uninterrupted.tree(below: "s")))
      #expect(whole.learningRate.bitPattern == second.learningRate.bitPattern)
    }
  }

  @Test("a forged state of a scheduler is an error that names the leaf, without a hang")
  func forged() throws {
    let saved = scheduler(SGD(learningRate: 0.3))
    drive(saved, 0..<7)
    let tree = try saved.tree(below: "scheduler")
    func refuse(_ forged: StateTree, _ path: String) {
      let error = #expect(throws: StateError.self) {
        try scheduler(SGD(learningRate: 0.3)).restore(below: "scheduler", of: forged)
      }
      #expect(error?.path == "/scheduler/" + path)
    }
    refuse(tree.forging("/scheduler/step", UInt64.max), "step")
    refuse(tree.forging("/scheduler/epoch", UInt64(Int.max)), "epoch")
    refuse(tree.forging("/scheduler/epoch", UInt64(1 << 53)), "rate")
    refuse(tree.forging("/scheduler/base", 0.4), "base")
    refuse(tree.forging("/scheduler/rate", Double.nan), "rate")
    refuse(tree.forging("/scheduler/plateau/best", Double.nan), "plateau/best")
    refuse(tree.forging("/scheduler/plateau/waited", UInt64(2)), "plateau/waited")
    refuse(tree.forging("/scheduler/plateau/cooling", UInt64(2)), "plateau/cooling")
    refuse(tree.forging("/scheduler/plateau/reductions", UInt64.max), "plateau/reductions")
    refuse(tree.forging("/scheduler/plateau/scale", 1.0), "plateau/scale")
    refuse(tree.dropping("/scheduler/plateau/scale"), "plateau/scale")
  }

  @Test("a scheduler of steps without a plateau writes what it always wrote")
  func leaves() throws {
    let scheduler = LearningRateScheduler(.constant, for: SGD(learningRate: 1))
    scheduler.advanceEpoch()
    #expect(
      try scheduler.tree(below: "s").entries.map(\.path) == ["/s/base", "/s/rate", "/s/step"])
  }
}
