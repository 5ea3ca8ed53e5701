public import CanonicalJSON
internal import NumericsContract

extension Difference {
  /// The verdict, a row for each tensor, and what else differs.
  public var json: JSONValue {
    [
      "verdict": .string(verdict.rawValue), "identical": .bool(verdict.isIdentical),
      "partial": .bool(options.isPartial), "a": Difference.json(of: a), "b": Difference.json(of: b),
      "tensors": .array(tensors.map(\.json)), "state": .array(state.map(\.json)),
      "meta": .array(configuration.map { .string($0) }),
      "causes": .array(causes.map { .string($0) }),
    ]
  }

  private static func json(of side: Side) -> JSONValue {
    [
      "file": .string(side.path), "bytes": .integer(side.byteCount),
      "profile": .string(side.identity.profile), "contract": .string(side.identity.contract),
      "stateRoot": .string(side.identity.stateRoot.description),
      "fileRoot": .string(side.identity.fileRoot.description), "loop": side.loop.json,
    ]
  }
}
