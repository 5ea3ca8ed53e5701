/// What a callback learns before the first step.
public struct RunSummary: Sendable {
  /// Parameters with their shapes, in order of path.
  public let parameters: [(path: String, shape: [Int])]
  /// Samples to train on; nil for a stream.
  public let trainingSamples: Int?
  /// Samples to validate on; nil for a stream.
  public let validationSamples: Int?
  /// Steps in an epoch; nil for a stream.
  public let stepsPerEpoch: Int?
  /// Steps the run will have if nothing stops it, or nil when that is not known.
  public let plannedSteps: Int?
  /// Steps already completed (more than 0 after a resume).
  public internal(set) var completedSteps: Int

  /// The same run after some steps.
  func completing(_ steps: Int) -> RunSummary {
    var summary = self
    summary.completedSteps = steps
    return summary
  }
}
