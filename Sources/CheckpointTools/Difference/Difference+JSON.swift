public import CanonicalJSON
internal import NumericsContract
internal import TensorFiles

extension Difference {
  /// The verdict, a row for each tensor, and what else differs.
  public var json: JSONValue {
    [
      "verdict": .string(verdict.rawValue), "identical": .bool(verdict.isIdentical),
      "partial": .bool(options.isPartial), "a": Difference.json(of: a), "b": Difference.json(of: b),
      "tensors": .array(tensors.map(\.json)), "state": .array(state.map(\.json)),
      "meta": .array(configuration.map { .string($0) }),
      "notCompared": .array(
        uncompared.map { ["section": .string($0.section), "tensors": .integer($0.tensors)] }),
      "causes": .array(causes.map { .string($0) }),
    ]
  }

  private static func json(of side: Side) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("file", .string(side.path)), ("bytes", .integer(side.byteCount)),
      ("format", .string(side.format.rawValue)),
    ]
    if let identity = side.identity {
      members += [
        ("profile", .string(identity.profile)), ("contract", .string(identity.contract)),
        ("stateRoot", .string(identity.stateRoot.description)),
        ("fileRoot", .string(identity.fileRoot.description)), ("loop", side.loop.json),
      ]
    }
    return .object(members)
  }
}
