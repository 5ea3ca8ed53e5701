/// How alike two checkpoints are; each verdict says less than the one before.
public enum Verdict: String, Sendable, CaseIterable {
  /// The files are the same, byte by byte.
  case identicalBytes = "identical bytes"
  /// Every tensor and every other part of the state has the same bits.
  case identicalState = "identical state"
  /// Every floating-point tensor is within the allowed distance, and everything else is the same.
  case numericallyClose = "numerically close"
  /// Something differs, is missing, or has another shape or type.
  case different = "different"
  /// No tensor of one file has a counterpart in the other.
  case incomparable = "incomparable"

  /// Whether nothing differs.
  public var isIdentical: Bool { self == .identicalBytes || self == .identicalState }
}
