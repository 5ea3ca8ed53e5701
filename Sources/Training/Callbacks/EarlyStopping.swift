public import CanonicalJSON
public import Tensors

/// Stops a run when a metric has not improved for a number of validations.
///
/// NaN and infinite values stop it at once: they do not get better.
public final class EarlyStopping: Callback {
  public let name = "earlyStopping"
  private let monitor: String
  private let mode: ModelCheckpoint.Mode
  private let patience: Int
  private let minDelta: Double
  private var best: Double
  private var waited = 0

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - monitor: Name of the metric, such as `val_loss`.
  ///   - mode: Which values are better.
  ///   - patience: Validations without improvement that are tolerated.
  ///   - minDelta: Improvement below which a value counts as equal.
  public init(
    monitor: String, mode: ModelCheckpoint.Mode = .min, patience: Int = 3, minDelta: Double = 0
  ) {
    precondition(
      patience >= 0 && minDelta >= 0,
      "EarlyStopping with patience \(patience) and minDelta \(minDelta); neither may be negative")
    self.monitor = monitor
    self.mode = mode
    self.patience = patience
    self.minDelta = minDelta
    best = mode == .min ? .infinity : -.infinity
  }

  public var configuration: JSONValue? {
    [
      "monitor": .string(monitor), "mode": .string(mode.rawValue),
      "patience": .integer(patience), "minDelta": .number(minDelta),
    ]
  }

  public var isMonitor: Bool { true }

  public func onCommit(_ event: CommitEvent) -> CallbackRequest {
    guard event.validated, let value = event.metric(monitor) else {
      return CallbackRequest(failure: event.failure(watching: monitor))
    }
    guard value.isFinite else {
      return CallbackRequest(stop: "\(monitor) is \(value) at step \(event.step)")
    }
    if mode == .min ? value < best - minDelta : value > best + minDelta {
      best = value
      waited = 0
      return CallbackRequest()
    }
    waited += 1
    guard waited > patience else { return CallbackRequest() }
    return CallbackRequest(
      stop: "\(monitor) has not improved on \(best) for \(waited) validations")
  }

  public func save(to state: inout StateWriter) {
    state.write("best", best)
    state.write("waited", UInt64(waited))
  }

  public func restore(from state: StateReader) throws(StateError) {
    best = try state.readDouble("best")
    waited = try state.readInt("waited")
    // One more than the patience is what stopped a run; a count beyond it could overflow.
    guard waited - 1 <= patience, waited < Int.max else {
      throw StateError(
        .invalidValue, path: state.path(of: "waited"),
        expected: "at most one more than the patience of \(patience)", found: "\(waited)")
    }
  }
}
