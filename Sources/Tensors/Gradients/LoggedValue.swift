/// A number that a step wants to see logged; it stays on the device until somebody asks.
public struct LoggedValue {
  /// How the values of several batches become one.
  public enum Reduction: String, Sendable, CaseIterable {
    /// Weighted by samples.
    case mean
    case sum
    case min
    case max
  }

  /// What is logged.
  public enum Quantity {
    /// A scalar.
    case scalar(Tensor, Reduction)
    /// The share of equal elements of two int32 tensors.
    case matches(Tensor, Tensor)
    /// What a metric makes of tensors.
    case metric(any LoggedMetric, [Tensor])
  }

  /// Name of the column.
  public let name: String
  /// What is logged.
  public let quantity: Quantity
  /// Logged at steps (every `logEveryNSteps`).
  public let onStep: Bool
  /// Logged at the end of the epoch or of the validation.
  public let onEpoch: Bool
  /// Shown in the progress bar.
  public let progressBar: Bool
  /// Written by the loggers; otherwise callbacks alone learn of it.
  public let logger: Bool
}
