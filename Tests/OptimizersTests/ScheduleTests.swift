import NumericsContract
import Optimizers
import Tensors
import Testing

/// Every schedule against rates from the text of its rule, bit for bit, and against PyTorch's.
@Suite("Schedules")
struct ScheduleTests {
  /// A schedule of the fixture and how far PyTorch's rate may be at an index.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let schedule: LearningRateSchedule
    let bound: @Sendable (_ index: Int, _ base: Double, _ rate: Double) -> Double
    var testDescription: String { name }

    init(
      _ name: String, _ schedule: LearningRateSchedule,
      _ bound: @escaping @Sendable (Int, Double, Double) -> Double
    ) {
      self.name = name
      self.schedule = schedule
      self.bound = bound
    }
  }

  /// The same roundings: no difference.
  static let none: @Sendable (Int, Double, Double) -> Double = { _, _, _ in 0 }

  /// Relative roundings of 2⁻⁵³: `each` for every index of a recursive scheduler and `ours`; one is
  /// added for products of these errors.
  static func roundings(
    each: Double, ours: Double
  ) -> @Sendable (Int, Double, Double) -> Double {
    { index, _, rate in (each * Double(index) + ours + 1) * 0x1p-53 * rate }
  }

  /// Our cosine is one of binary32. Its argument x in 0 ... 1 is rounded by at most 2⁻²⁵, which moves
  /// cos πx by at most π · 2⁻²⁵, and the cosine itself by at most 2⁻²⁵; half of it times `span`, a share
  /// of the base, is added. Beside this, binary64 operations: fewer than 8 for an index on either side,
  /// of numbers up to the base. A recursive cosine divides by 1 + cos, at least 4 ÷ T² where it is
  /// smallest, one step of T before its end: more than 2⁻¹⁰ for T ≤ 25.
  static func cosine(span: Double) -> @Sendable (Int, Double, Double) -> Double {
    { index, base, _ in
      base * (span / 2 * (3.15 + 1) * 0x1p-25 + Double(index + 1) * 8 * 0x1p-43)
    }
  }

  static let cases: [Case] = [
    Case("step", .step(interval: 4, factor: 0.7), none),
    Case("multiStep", .multiStep(milestones: [3, 8, 9, 20], factor: 0.1), none),
    Case("exponential", .exponential(factor: 0.93), none),
    Case("cosine", .cosine(total: 20, warmUp: 0, floor: 0.1), cosine(span: 0.9)),
    Case("cosine with warm-up", .cosine(total: 24, warmUp: 7, floor: 0), cosine(span: 1)),
    Case(
      "cosineWarmRestarts", .cosineWarmRestarts(first: 5, multiplier: 2, floor: 0.25),
      cosine(span: 0.75)),
    Case("cosineWarmRestarts of equal length", .cosineWarmRestarts(first: 6), cosine(span: 1)),
    // Theirs: a factor 1 + a ÷ b, a of one operation, b of three, then the sum and a product.
    Case("linear", .linear(from: 0.2, to: 0.9, count: 11), roundings(each: 7, ours: 5)),
    Case("oneCycle", .oneCycle(total: 30), cosine(span: 1)),
    Case(
      "oneCycle with a fractional peak",
      .oneCycle(total: 17, warmUp: 0.37, divisor: 7, finalDivisor: 30), cosine(span: 1)),
    // Theirs: a quotient of two shares left, to a power. A share left has the error of i ÷ 20, which
    // grows with 1 ÷ left ≤ 20.
    Case("polynomial of power 1", .polynomial(total: 20), roundings(each: 44, ours: 22)),
    Case(
      "polynomial of power 2.5", .polynomial(total: 20, power: 2.5), roundings(each: 109, ours: 55)),
    Case(
      "polynomial of power 0.5", .polynomial(total: 20, power: 0.5), roundings(each: 23, ours: 14)),
    Case("polynomial of power 3", .polynomial(total: 20, power: 3), roundings(each: 130, ours: 65)),
    Case(
      "sequence",
      .linear(from: 0.1, to: 1, count: 5).followed(by: .exponential(factor: 0.9), after: 5),
      roundings(each: 7, ours: 5)),
  ]

  @Test("NUM-119: the fixture has a case for each of its schedules")
  func completeness() throws {
    #expect(try ScheduleFixture.load().schedules.map(\.name) == Self.cases.map(\.name))
  }

  @Test(
    "NUM-119, NUM-030: rates have the bits of the text and are close to PyTorch's", arguments: cases
  )
  func rates(_ example: Case) throws {
    let fixture = try #require(
      try ScheduleFixture.load().schedules.first { $0.name == example.name })
    #expect(fixture.rates.values.count > 15)
    var earlier: (index: Int, rate: Double)?
    for (index, expected) in fixture.rates.values.enumerated() {
      let rate = example.schedule.rate(base: fixture.base, at: index)
      #expect(rate.bitPattern == expected.bitPattern, "index \(index): \(rate), \(expected)")
      let theirs = fixture.torch.values[index]
      let bound = example.bound(index, fixture.base, max(rate, theirs))
      #expect(abs(rate - theirs) <= bound, "index \(index): \(rate), PyTorch \(theirs)")
      // What was known earlier changes no bit, however far back.
      let next = example.schedule.rate(base: fixture.base, at: index, after: earlier)
      #expect(next.bitPattern == rate.bitPattern)
      if earlier == nil || index.isMultiple(of: 3) { earlier = (index, rate) }
    }
  }

  @Test("NUM-119: schedules stay at their last rate, and running products end")
  func ends() {
    let far = Int.max
    #expect(
      LearningRateSchedule.linear(from: 1, to: 0.3, count: 7).rate(base: 0.1, at: far) == 0.03)
    #expect(LearningRateSchedule.polynomial(total: 9).rate(base: 1, at: far) == 0)
    #expect(LearningRateSchedule.exponential(factor: 0.5).rate(base: 1, at: far) == 0)
    #expect(LearningRateSchedule.exponential(factor: 1).rate(base: 0.7, at: far) == 0.7)
    let cycle = LearningRateSchedule.oneCycle(total: 12, divisor: 10, finalDivisor: 4)
    #expect(cycle.rate(base: 1, at: far) == 0.1 / 4)
    // The longest cycle that fits is the last one.
    let restarts = LearningRateSchedule.cosineWarmRestarts(first: 3, multiplier: 5)
    #expect((0...1).contains(restarts.rate(base: 1, at: far)))
    // 2 to the 2000th is infinite.
    #expect(LearningRateSchedule.exponential(factor: 2).rate(base: 1, at: far) == .infinity)
  }

  @Test("NUM-119: sequences nest, and each part starts at its own index 0")
  func nesting() {
    let schedule = LearningRateSchedule.linear(from: 0, to: 1, count: 2)
      .followed(
        by: LearningRateSchedule.constant.followed(by: .step(interval: 2, factor: 0.5), after: 3),
        after: 2)
    let rates = (0..<10).map { schedule.rate(base: 8, at: $0) }
    #expect(rates == [0, 4, 8, 8, 8, 8, 8, 4, 4, 2])
  }

  /// What a process wrote to standard error before it ended.
  private func text(_ result: ExitTest.Result?) -> String {
    result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
  }

  @Test("a schedule with impossible settings stops the program when a scheduler is made of it")
  func refusals() async {
    let power = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LearningRateScheduler(.polynomial(total: 3, power: 0.9), for: SGD(learningRate: 1))
    }
    #expect(text(power).contains("a power that is a multiple of ½"))
    // Also in the part of a sequence that comes last.
    let late = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let schedule = LearningRateSchedule.constant.followed(
        by: .multiStep(milestones: [3, 2], factor: 1), after: 1000)
      _ = LearningRateScheduler(schedule, for: SGD(learningRate: 1))
    }
    #expect(text(late).contains("ascending milestones"))
  }
}
