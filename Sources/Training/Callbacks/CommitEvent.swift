/// What a callback learns at a commit point.
public struct CommitEvent: Sendable {
  /// Steps completed.
  public let step: Int
  /// Epochs completed.
  public let epoch: Int
  /// Whether this step ended an epoch.
  public let epochEnded: Bool
  /// Whether a validation ran after this step.
  public let validated: Bool
  /// Whether this is the last step because of a limit.
  public let isLast: Bool
  /// Latest epoch and validation values, sorted by name.
  public let metrics: [(name: String, value: Double)]

  /// The latest value of a name.
  public func metric(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }
}
