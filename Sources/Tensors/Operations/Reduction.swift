/// What becomes of the losses of rows or elements.
public enum Reduction: String, Sendable, CaseIterable {
  /// They are returned as they are.
  case none
  /// Their sum (NUM-005).
  case sum
  /// Their mean (NUM-006); of the rows that are not ignored, where some are.
  case mean
}
