/// What a callback learns at a commit point.
public struct CommitEvent: Sendable {
  /// Steps completed.
  public let step: Int
  /// Epochs completed.
  public let epoch: Int
  /// Whether this step ended an epoch.
  public let epochEnded: Bool
  /// Whether a validation ran after this step or, in a run that has none, this step ended an epoch.
  public let validated: Bool
  /// Whether this is the last step because of a limit.
  public let isLast: Bool
  /// Latest epoch and validation values, sorted by name.
  public let metrics: [(name: String, value: Double)]
  /// Names that were logged for the progress bar, in the order of their first appearance.
  var progressNames: [String] = []

  /// What a progress bar shows between epochs: what was logged for it, or everything if nothing was.
  var progressMetrics: [(name: String, value: Double)] {
    guard !progressNames.isEmpty else { return metrics }
    return metrics.filter { metric in
      progressNames.contains { metric.name == $0 || metric.name == $0 + "_step" }
    }
  }

  /// Why a callback that watches `monitor` cannot work, or nil while it may still appear: after an
  /// epoch and a validation, everything that is ever logged has been.
  func failure(watching monitor: String) -> String? {
    guard validated, epoch > 0, metric(monitor) == nil else { return nil }
    let known = metrics.map(\.name).joined(separator: ", ")
    return "no metric is called '\(monitor)'; this run logs \(known.isEmpty ? "none" : known)"
  }

  /// The latest value of a name.
  public func metric(_ name: String) -> Double? { MetricName.value(name, in: metrics) }
}
