/// The numerics profile of a run: which rule fixes the value of every reduction.
///
/// A profile is part of the state's identity: it is written into every checkpoint, and a device
/// that does not support the file's profile is refused.
public enum Profile: String, Sendable, CaseIterable {
  /// One fixed order of operations for each reduction (Formats/numerics-v1.md).
  case ordered
  /// Every reduction is the correctly rounded value of the exact real sum.
  case exact
}
