public import CanonicalJSON
public import Tensors

/// Something that watches a run and may ask for a save or a stop.
///
/// A callback that has state saves it; a callback that identifies the run has a configuration.
public protocol Callback: Stateful, TrainingHooks {
  /// Name of its section in a checkpoint; no two callbacks of a run share one.
  var name: String { get }

  /// Its settings in the `run:` map, or nil when it has no influence on any checkpoint (a progress
  /// bar).
  var configuration: JSONValue? { get }

  /// Whether it decides about checkpoints or stopping, so that it hears of the end of an epoch when
  /// everybody else has.
  var isMonitor: Bool { get }

  /// Called after each step, once validation and the end of an epoch are dealt with, in the order
  /// of the list; what it changes in itself belongs to this commit point.
  func onCommit(_ event: CommitEvent) -> CallbackRequest
}

extension Callback {
  /// An observer unless a callback says otherwise.
  public var isMonitor: Bool { false }
  /// Asks for nothing unless a callback says otherwise.
  public func onCommit(_ event: CommitEvent) -> CallbackRequest { CallbackRequest() }
  /// Saves nothing unless a callback says otherwise.
  public func save(to state: inout StateWriter) {}
  /// Restores nothing unless a callback says otherwise.
  public func restore(from state: StateReader) throws(StateError) {}
}
