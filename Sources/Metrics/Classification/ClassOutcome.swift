/// Samples as one class sees them.
public struct ClassOutcome: Sendable, Equatable {
  /// Samples of the class that were taken for it.
  public var truePositives: UInt64 = 0
  /// Samples of other classes that were taken for it.
  public var falsePositives: UInt64 = 0
  /// Samples of the class that were taken for another.
  public var falseNegatives: UInt64 = 0

  /// Samples of the class.
  public var support: UInt64 { truePositives + falseNegatives }

  /// Whether the class is the label or the decision of a sample.
  public var occurs: Bool { support + falsePositives > 0 }

  static func + (left: ClassOutcome, right: ClassOutcome) -> ClassOutcome {
    ClassOutcome(
      truePositives: left.truePositives + right.truePositives,
      falsePositives: left.falsePositives + right.falsePositives,
      falseNegatives: left.falseNegatives + right.falseNegatives)
  }
}
