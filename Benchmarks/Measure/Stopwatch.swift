/// Times calls that may be shorter than the clock's own cost.
enum Stopwatch {
  /// A sample holds as many calls as take at least this long.
  private static let sample = 5e-4

  /// Seconds per call over samples: the middle one, and the one that was disturbed least.
  struct Figure {
    let median: Double
    let lowest: Double
  }

  /// Takes samples for a time; the first third of it warms up.
  static func secondsPerCall(within budget: Double, _ call: () -> Void) -> Figure {
    var calls = 1
    let start = ContinuousClock.now
    while true {
      let elapsed = seconds(of: calls, call)
      if seconds(since: start) >= budget / 3 { break }
      if elapsed < sample { calls *= 2 }
    }
    var samples: [Double] = []
    let measured = ContinuousClock.now
    repeat {
      samples.append(seconds(of: calls, call) / Double(calls))
    } while seconds(since: measured) < budget * 2 / 3
    samples.sort()
    return Figure(median: samples[samples.count / 2], lowest: samples[0])
  }

  /// The time that `count` calls take.
  static func seconds(of count: Int, _ call: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    for _ in 0..<count { try call() }
    return seconds(since: start)
  }

  private static func seconds(since start: ContinuousClock.Instant) -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
