/// A number that a step wants to see logged; it stays on the device until somebody asks.
public struct LoggedValue {
  /// What is averaged.
  public enum Quantity {
    /// A scalar, averaged over samples.
    case mean(Tensor)
    /// The share of equal elements of two int32 tensors.
    case matches(Tensor, Tensor)
  }

  /// Name of the column.
  public let name: String
  /// What is averaged.
  public let quantity: Quantity
  /// Logged at steps (every `logEveryNSteps`).
  public let onStep: Bool
  /// Logged at the end of the epoch or of the validation.
  public let onEpoch: Bool
  /// Shown in the progress bar.
  public let progressBar: Bool
}
