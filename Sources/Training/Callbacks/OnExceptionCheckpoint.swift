public import CanonicalJSON

/// Saves the last commit point when an error ends the run.
///
/// An error in the middle of a step has half changed the model, so nothing is saved then; the newest
/// checkpoint is still there.
public final class OnExceptionCheckpoint: Callback {
  public let name = "onExceptionCheckpoint"

  /// Creates the callback.
  public init() {}

  /// A save changes no state, so this is no part of what a run is.
  public var configuration: JSONValue? { nil }
}
