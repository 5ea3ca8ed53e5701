public import CanonicalJSON
internal import Checkpoints
internal import NumericsContract
internal import TensorFiles

extension Inspection {
  /// Format, roots, loop position and tensors.
  public var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("file", .string(path)), ("bytes", .integer(byteCount)),
      ("format", .string(identity?.format ?? format.rawValue)),
      ("tensors", .array(tensors.map(\.json))),
    ]
    if let identity {
      members += [
        ("formatVersion", .string(identity.formatVersion)),
        ("profile", .string(identity.profile)), ("contract", .string(identity.contract)),
        ("stateRoot", .string(identity.stateRoot.description)),
        ("fileRoot", .string(identity.fileRoot.description)), ("loop", loop.json),
        ("sections", .object(sections.map { ($0.name, .string($0.digest.description)) })),
        ("verified", .bool(isVerified)),
      ]
    } else {
      members.append(("metadata", metadata))
    }
    if let excerpt {
      members.append(
        (
          "excerpt",
          [
            "path": .string(excerpt.path),
            "indices": .array(
              excerpt.elements.indices.map { .array($0.map { .integer($0) }) }),
            "values": excerpt.elements.json,
          ]
        ))
    }
    return .object(members)
  }
}
