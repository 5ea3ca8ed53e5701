/// A part of a run that has state: it writes all of it and restores all of it.
public protocol Stateful: AnyObject {
  /// Writes every leaf that is needed to go on exactly.
  func save(to state: inout StateWriter)

  /// Takes back what `save` wrote.
  ///
  /// - Throws: `StateError` when a leaf is missing or does not fit.
  func restore(from state: StateReader) throws(StateError)
}
