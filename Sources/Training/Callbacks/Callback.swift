public import CanonicalJSON
public import Tensors

/// Something that watches a run and may ask for a save or a stop.
///
/// A callback that has state saves it; a callback that identifies the run has a configuration.
public protocol Callback: Stateful {
  /// Name of its section in a checkpoint; no two callbacks of a run share one.
  var name: String { get }

  /// Its settings in the `run:` map, or nil when it has no influence on any checkpoint (a progress
  /// bar).
  var configuration: JSONValue? { get }

  /// Called before the first step, and after a restore.
  func onFitStart(_ run: RunSummary)

  /// Called after each step, once validation and the end of an epoch are dealt with, in the order
  /// of the list; what it changes in itself belongs to this commit point.
  func onCommit(_ event: CommitEvent) -> CallbackRequest

  /// Called when the run ends or is interrupted.
  func onFitEnd(_ result: FitResult)
}

extension Callback {
  /// Does nothing unless a callback says otherwise.
  public func onFitStart(_ run: RunSummary) {}
  /// Does nothing unless a callback says otherwise.
  public func onFitEnd(_ result: FitResult) {}
  /// Saves nothing unless a callback says otherwise.
  public func save(to state: inout StateWriter) {}
  /// Restores nothing unless a callback says otherwise.
  public func restore(from state: StateReader) throws(StateError) {}
}
