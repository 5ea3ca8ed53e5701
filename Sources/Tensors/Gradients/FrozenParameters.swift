/// Which parameters of a model are frozen, as a part of a run's state (NUM-122).
///
/// It writes nothing when nothing is frozen, so that a run without the feature has no such leaf.
public final class FrozenParameters: Stateful {
  private let parameters: [Parameter]

  /// Watches the parameters of a model.
  public init(of model: Model) {
    parameters = model.parameters
  }

  /// Paths of the frozen parameters, in the model's order.
  public var paths: [String] { parameters.filter { !$0.isTrainable }.map(\.path) }

  public func save(to state: inout StateWriter) {
    if !paths.isEmpty { state.write("paths", list: paths) }
  }

  /// Freezes what was frozen when the state was saved, and nothing else.
  ///
  /// - Throws: `StateError` when a path is no parameter's, or when paths are not in the model's order.
  public func restore(from state: StateReader) throws(StateError) {
    let saved = state.contains("paths") ? try state.readList("paths") : []
    var left = saved[...]
    let frozen = parameters.map { parameter in
      guard left.first == parameter.path else { return false }
      left.removeFirst()
      return true
    }
    if let stray = left.first {
      throw StateError(
        .invalidValue, path: state.path(of: "paths"),
        expected: "paths of parameters in their order", found: stray)
    }
    for (parameter, isFrozen) in zip(parameters, frozen) { parameter.isTrainable = !isFrozen }
  }
}
