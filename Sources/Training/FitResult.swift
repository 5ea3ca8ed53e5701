/// How a run ended.
public struct FitResult: Sendable {
  /// Why it ended.
  public enum Reason: Sendable, Equatable {
    /// A limit of epochs or steps was reached.
    case finished
    /// A callback stopped it; the sentence says why.
    case stopped(String)
    /// `stopAfter` was reached.
    case stoppedAfterStep
    /// `maxTime` was over.
    case timeLimit
    /// A signal of that number arrived.
    case interrupted(signal: Int32)
  }

  /// Why it ended.
  public let reason: Reason
  /// Steps completed.
  public let step: Int
  /// Epochs completed.
  public let epoch: Int
  /// Latest epoch and validation values, sorted by name.
  public let metrics: [(name: String, value: Double)]
  /// The last checkpoint written, if any.
  public let checkpoint: String?

  /// The latest value of a name.
  public func metric(_ name: String) -> Double? { MetricName.value(name, in: metrics) }
}
