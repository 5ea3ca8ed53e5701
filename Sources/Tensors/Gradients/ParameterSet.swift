/// Some parameters of a model, such as those of one optimizer.
public struct ParameterSet {
  private let members: Set<ObjectIdentifier>

  /// Takes parameters; their order does not matter.
  public init(_ parameters: [Parameter]) {
    members = Set(parameters.map { ObjectIdentifier($0) })
  }

  /// Whether a parameter is one of them.
  public func contains(_ parameter: Parameter) -> Bool {
    members.contains(ObjectIdentifier(parameter))
  }
}
