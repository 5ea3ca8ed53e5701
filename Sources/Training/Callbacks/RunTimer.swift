public import CanonicalJSON

/// Measures how long the stages of a run take, and ends a fit after a time as `Execution.maxTime` does.
///
/// Nothing of it is part of any state: the fit ends at a commit point, with a save, and `run.json` says at which
/// step. A run that is resumed has its time again.
public final class RunTimer: Callback {
  public let name = "runTimer"
  private let duration: Duration?
  private let now: () -> Duration
  private var total: [Stage: Duration] = [:]
  private var start: [Stage: Duration] = [:]

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - duration: How long a fit may train, its validations included; nil only measures.
  ///   - clock: A clock that never goes back.
  /// - Precondition: a positive duration.
  public init(_ duration: Duration? = nil, clock: (() -> Duration)? = nil) {
    precondition(
      duration.map { $0 > .zero } ?? true, "RunTimer of \(duration ?? .zero); it must be positive")
    self.duration = duration
    let beginning = ContinuousClock.now
    now = clock ?? { ContinuousClock.now - beginning }
  }

  public var configuration: JSONValue? { nil }

  /// Time spent in a stage so far, over all runs that the callback has seen; a fit's includes its
  /// validations.
  public func timeElapsed(in stage: Stage) -> Duration {
    total[stage, default: .zero] + (start[stage].map { now() - $0 } ?? .zero)
  }

  /// Time until the fit ends, not below zero; nil when it may take as long as it wants.
  public var timeRemaining: Duration? {
    duration.map { max(.zero, $0 - timeElapsed(in: .fit)) }
  }

  /// Whether the fit has had its time.
  var isOver: Bool { timeRemaining == .zero }

  public func onTrainStart(_ run: Run) { begin(.fit) }
  public func onTrainEnd(_ run: Run) { end(.fit) }
  public func onValidationStart(_ run: Run) { begin(run.stage) }
  public func onValidationEnd(_ run: Run) { end(run.stage) }
  public func onTestStart(_ run: Run) { begin(.test) }
  public func onTestEnd(_ run: Run) { end(.test) }
  public func onPredictStart(_ run: Run) { begin(.predict) }
  public func onPredictEnd(_ run: Run) { end(.predict) }

  public func onException(_ run: Run, _ error: any Error) {
    for stage in Stage.allCases { end(stage) }
  }

  private func begin(_ stage: Stage) { start[stage] = now() }

  private func end(_ stage: Stage) {
    guard let begun = start.removeValue(forKey: stage) else { return }
    total[stage, default: .zero] += now() - begun
  }
}
