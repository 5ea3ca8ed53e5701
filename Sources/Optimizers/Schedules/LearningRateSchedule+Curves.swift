import CScalarMath

// What the schedules are made of, each operation rounded once in binary64 (NUM-030, NUM-119).
extension LearningRateSchedule {
  /// A running product; it ends early where a product changes nothing any more.
  static func multiplied(_ start: Double, by factor: Double, times: Int) -> Double {
    var product = start
    for _ in 0..<times {
      let next = product * factor
      if next == product { return next }
      product = next
    }
    return product
  }

  /// Half a cosine from 1 at 0 to +0 at 1.
  private static func fall(_ progress: Double) -> Double {
    0.5 * (1 + Double(lockstep_cospi_f32(Float(progress))))
  }

  /// Half a cosine from 1 to a floor.
  static func cosine(_ progress: Double, floor: Double) -> Double {
    floor + (1 - floor) * fall(progress)
  }

  /// Half a cosine from one rate to another.
  static func eased(from start: Double, to end: Double, _ progress: Double) -> Double {
    end + (start - end) * fall(progress)
  }

  /// The place in the current cycle and its length, when each is `multiplier` times the one before.
  static func cycle(of index: Int, first: Int, multiplier: Int) -> (place: Int, length: Int) {
    if multiplier == 1 { return (index % first, first) }
    var (place, length) = (index, first)
    while place >= length {
      place -= length
      let (next, overflows) = length.multipliedReportingOverflow(by: multiplier)
      length = overflows ? .max : next
    }
    return (place, length)
  }
}

extension LearningRateSchedule {
  /// Stops the program where settings make no sense, and says which.
  func requireValid() {
    func require(_ condition: Bool, _ expected: String) {
      precondition(condition, "\(self): expected \(expected)")
    }
    switch self {
    case .constant: break
    case .step(let interval, let factor):
      require(interval > 0 && factor >= 0, "a positive interval and a factor from 0")
    case .exponential(let factor): require(factor >= 0, "a factor from 0")
    case .multiStep(let milestones, let factor):
      let ascends = zip(milestones, milestones.dropFirst()).allSatisfy { $0 <= $1 }
      require(ascends && factor >= 0, "ascending milestones and a factor from 0")
    case .cosine(_, let warmUp, let floor):
      require(warmUp >= 0 && floor >= 0, "no negative warm-up or floor")
    case .cosineWarmRestarts(let first, let multiplier, let floor):
      require(
        first >= 1 && multiplier >= 1 && floor >= 0,
        "cycles from 1 index, a multiplier from 1 and a floor from 0")
    case .linear(let start, let end, let count):
      require(start >= 0 && end >= 0 && count >= 1, "shares from 0 and a count from 1")
    case .oneCycle(let total, let warmUp, let divisor, let finalDivisor):
      require(
        total >= 2 && warmUp >= 0 && Double(total - 1) - (warmUp * Double(total) - 1) > 0
          && divisor > 0 && finalDivisor > 0,
        "a total from 2, a warm-up in 0 ..< 1 and positive divisors")
    case .polynomial(let total, let power):
      require(
        total >= 1 && (0.5...16).contains(power) && 2 * power == (2 * power).rounded(.down),
        "a total from 1 and a power that is a multiple of ½ from ½ to 16")
    case .sequence(let first, let count, let next):
      require(count >= 0, "a count from 0")
      first.requireValid()
      next.requireValid()
    }
  }
}
