/// How labels become target distributions: smoothing, and a label that stands for none (NUM-081).
public struct TargetOptions: Sendable, Equatable {
  /// Share ε of a target's weight that is spread over all classes, 0 ≤ ε ≤ 1; a host scalar.
  public let smoothing: Double
  /// The label of rows that do not count; nil for none.
  public let ignoredLabel: Int32?

  /// Each row's weight at its label, and nothing else.
  public static let plain = TargetOptions()

  /// Creates the options.
  ///
  /// - Precondition: the smoothing lies in 0 ... 1.
  public init(smoothing: Double = 0, ignoredLabel: Int32? = nil) {
    precondition(smoothing >= 0 && smoothing <= 1, "label smoothing of \(smoothing)")
    self.smoothing = smoothing
    self.ignoredLabel = ignoredLabel
  }

  /// Weights `ε ÷ n` of every class and `(1 − ε) + ε ÷ n` of the label's, which a binary32 kernel
  /// rounds once.
  public func weights(classes: Int) -> (other: Double, label: Double) {
    let share = smoothing / Double(classes)
    return (share, (1 - smoothing) + share)
  }

  /// What a signature says of options other than plain ones.
  var label: String {
    (smoothing == 0 ? "" : " smoothing \(smoothing)")
      + (ignoredLabel.map { " ignoring \($0)" } ?? "")
  }
}
