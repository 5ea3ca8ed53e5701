public import CanonicalJSON
public import Optimizers
public import Tensors

/// Stops a run when a metric has not improved for a number of validations, or has reached what was wanted.
public final class EarlyStopping: Callback {
  public let name = "earlyStopping"
  private let monitor: String
  private let mode: MetricMode
  private let patience: Int
  private let minDelta: Double
  private let checkFinite: Bool
  private let stoppingThreshold: Double?
  private let divergenceThreshold: Double?
  private var best: Double
  private var waited = 0

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - monitor: Name of the metric, such as `val_loss`.
  ///   - mode: Which values are better.
  ///   - patience: Validations without improvement after which the run ends; 0 is the same as 1.
  ///   - minDelta: Improvement up to which a value counts as equal.
  ///   - checkFinite: Stop at once when the metric is NaN or infinite: it does not get better.
  ///   - stoppingThreshold: Stop at once when the metric is better than this.
  ///   - divergenceThreshold: Stop at once when the metric is worse than this.
  public init(
    monitor: String, mode: MetricMode = .min, patience: Int = 3, minDelta: Double = 0,
    checkFinite: Bool = true, stoppingThreshold: Double? = nil, divergenceThreshold: Double? = nil
  ) {
    precondition(
      patience >= 0 && minDelta >= 0,
      "EarlyStopping with patience \(patience) and minDelta \(minDelta); neither may be negative")
    self.monitor = monitor
    self.mode = mode
    self.patience = patience
    self.minDelta = minDelta
    self.checkFinite = checkFinite
    self.stoppingThreshold = stoppingThreshold
    self.divergenceThreshold = divergenceThreshold
    best = mode.worst
  }

  public var configuration: JSONValue? {
    [
      "monitor": .string(monitor), "mode": .string(mode.rawValue),
      "patience": .integer(patience), "minDelta": .number(minDelta),
      "checkFinite": .bool(checkFinite),
      "stoppingThreshold": stoppingThreshold.map { .number($0) } ?? .null,
      "divergenceThreshold": divergenceThreshold.map { .number($0) } ?? .null,
    ]
  }

  public var isMonitor: Bool { true }

  public func onCommit(_ event: CommitEvent) -> CallbackRequest {
    guard event.validated, let value = event.metric(monitor) else {
      return CallbackRequest(failure: event.failure(watching: monitor))
    }
    if checkFinite, !value.isFinite {
      return CallbackRequest(stop: "\(monitor) is \(value) at step \(event.step)")
    }
    if let stoppingThreshold, mode.isBetter(value, than: stoppingThreshold) {
      return CallbackRequest(
        stop: "\(monitor) is \(value) at step \(event.step), better than \(stoppingThreshold)")
    }
    if let divergenceThreshold, mode.isBetter(divergenceThreshold, than: value) {
      return CallbackRequest(
        stop: "\(monitor) is \(value) at step \(event.step), worse than \(divergenceThreshold)")
    }
    if mode.isBetter(value, than: best, by: minDelta) {
      best = value
      waited = 0
      return CallbackRequest()
    }
    waited += 1
    guard waited >= patience else { return CallbackRequest() }
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
    // As many as the patience stop a run; least epochs or steps may make it wait on.
    guard waited < Int.max else {
      throw StateError(
        .invalidValue, path: state.path(of: "waited"), expected: "a count of validations",
        found: "\(waited)")
    }
  }
}
