import NumericsContract
import Optimizers
import Tensors
import Testing

/// Learning rates: the values of the schedules, and a scheduler's state.
@Suite("Learning rates")
struct LearningRateTests {
  @Test("NUM-030: a constant rate and steps are running products from the base")
  func steps() {
    var rate = 0.3
    let schedule = LearningRateSchedule.step(interval: 4, factor: 0.1)
    for index in 0..<30 {
      if index > 0 && index.isMultiple(of: 4) { rate *= 0.1 }
      #expect(schedule.rate(base: 0.3, at: index).bitPattern == rate.bitPattern, "\(index)")
      #expect(LearningRateSchedule.constant.rate(base: 0.3, at: index) == 0.3)
    }
  }

  @Test("NUM-030: the warm-up rises by equal shares and reaches the base at its last step")
  func warmUp() {
    let schedule = LearningRateSchedule.cosine(total: 50, warmUp: 7, floor: 0.1)
    for index in 0..<7 {
      let expected = 0.3 * (Double(index + 1) / 7)
      #expect(schedule.rate(base: 0.3, at: index).bitPattern == expected.bitPattern)
    }
    #expect(schedule.rate(base: 0.3, at: 6) == 0.3)
    // cospi(0) = 1: floor + (1 − floor) · 1, in that order.
    #expect(schedule.rate(base: 0.3, at: 7) == 0.3 * (0.1 + (1 - 0.1)))
  }

  @Test("NUM-030: the cosine takes exact values where cospi has them, and ends at the floor")
  func cosine() {
    let schedule = LearningRateSchedule.cosine(total: 13, warmUp: 1, floor: 0.25)
    // Progress 0, ⅓, ½, ⅔, 1 of 12 steps: cospi is 1, about ½, +0, about −½, −1.
    #expect(schedule.rate(base: 0.5, at: 1) == 0.5)
    #expect(schedule.rate(base: 0.5, at: 7) == 0.5 * (0.25 + 0.75 * 0.5))
    for index in [13, 14, 1000] { #expect(schedule.rate(base: 0.5, at: index) == 0.125) }
    let rates = (1...13).map { schedule.rate(base: 0.5, at: $0) }
    #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 > $1 })
    // RN32(cos(π · RN32(1 ÷ 3))): 1 ÷ 3 is rounded up, so the cosine is just below one half.
    let third = Float(1.0 / 3)
    #expect(Double(third) > 1.0 / 3)
    let cosine = Double(Float(0.5).nextDown)
    #expect(schedule.rate(base: 0.5, at: 5) == 0.5 * (0.25 + 0.75 * (0.5 * (1 + cosine))))
  }

  @Test("NUM-030: a schedule without steps after its warm-up has a span of 1")
  func degenerate() {
    let schedule = LearningRateSchedule.cosine(total: 3, warmUp: 5, floor: 0)
    #expect(schedule.rate(base: 1, at: 4) == 1)
    #expect(schedule.rate(base: 1, at: 5) == 1)
    #expect(schedule.rate(base: 1, at: 6) == 0)
  }

  @Test("a scheduler sets the optimizer's rate before each step and takes back where it stood")
  func scheduler() throws {
    let schedule = LearningRateSchedule.cosine(total: 9, warmUp: 2, floor: 0)
    let optimizer = SGD(learningRate: 0.4)
    let scheduler = LearningRateScheduler(schedule, for: optimizer)
    for index in 0..<5 {
      #expect(scheduler.steps == index)
      #expect(optimizer.learningRate == schedule.rate(base: 0.4, at: index))
      scheduler.advance()
    }
    var writer = StateWriter()
    writer.group("scheduler") { scheduler.save(to: &$0) }
    let tree = try writer.finish()

    let other = SGD(learningRate: 0.4)
    let restored = LearningRateScheduler(schedule, for: other)
    try restored.restore(below: "scheduler", of: tree)
    #expect(restored.steps == 5)
    #expect(other.learningRate == optimizer.learningRate)

    let error = try #require(
      #expect(throws: StateError.self) {
        try LearningRateScheduler(schedule, for: SGD(learningRate: 0.5))
          .restore(below: "scheduler", of: tree)
      })
    #expect("\(error)" == "/scheduler/base: expected 0.5, found 0.4")
    let changed = #expect(throws: StateError.self) {
      try LearningRateScheduler(.constant, for: SGD(learningRate: 0.4))
        .restore(below: "scheduler", of: tree)
    }
    #expect(changed?.path == "/scheduler/rate")
  }
}
