/// The wall clock's say in a run: when time is up, and when a save is due.
///
/// It acts at commit points only and leaves nothing in the state: what it decided is recorded as a step.
final class RunClock {
  private let limit: Duration?
  private let interval: Duration?
  private let now: () -> Duration
  private let timers: [RunTimer]
  private let start: Duration
  private var savedAt: Duration

  init(_ execution: Execution, _ callbacks: [any Callback]) {
    timers = callbacks.compactMap { $0 as? RunTimer }
    limit = execution.maxTime
    interval = execution.saveEvery
    now = execution.clock
    start = limit == nil && interval == nil ? .zero : execution.clock()
    savedAt = start
  }

  /// Whether the run has had its time.
  var isOver: Bool {
    limit.map { now() - start >= $0 } ?? false || timers.contains(where: \.isOver)
  }

  /// Whether it is time for a save; asked for once, it is due again an interval later.
  var saveIsDue: Bool {
    guard let interval else { return false }
    let time = now()
    guard time - savedAt >= interval else { return false }
    savedAt = time
    return true
  }
}
