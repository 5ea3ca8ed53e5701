internal import CanonicalJSON
internal import HDF5

/// What an HDF5 file says besides its tensors, within bounds.
enum ForeignMetadata {
  /// Most characters of a text that are shown.
  private static let textLimit = 1000
  /// Most elements of a list that are shown.
  private static let listLimit = 100
  /// Most objects left out that are named.
  private static let leftOutLimit = 1000

  static func value(of contents: ForeignContents, _ keras: KerasFacts?) -> JSONValue {
    var members: [(String, JSONValue)] = []
    if let keras { members.append(("keras", .object(keras.members))) }
    let attributes = attributes(of: contents)
    if !attributes.isEmpty { members.append(("attributes", .object(attributes))) }
    if !contents.leftOut.isEmpty {
      members.append(("leftOutCount", .integer(contents.leftOut.count)))
      let named = contents.leftOut.prefix(leftOutLimit)
      members.append(
        (
          "leftOut",
          .array(named.map { ["path": .string($0.path), "reason": .string($0.reason)] })
        ))
    }
    return .object(members)
  }

  /// The attributes by group, the groups in the order in which they were met.
  private static func attributes(of contents: ForeignContents) -> [(String, JSONValue)] {
    var groups: [(name: String, members: [(String, JSONValue)])] = []
    for attribute in contents.attributes {
      if groups.last?.name != attribute.group { groups.append((attribute.group, [])) }
      groups[groups.count - 1].members.append((attribute.name, bounded(attribute.value)))
    }
    // A child that names something twice is believed once.
    return unique(groups.map { ($0.name, .object(unique($0.members))) })
  }

  private static func unique(_ members: [(String, JSONValue)]) -> [(String, JSONValue)] {
    var names: Set<[UInt8]> = []
    return members.filter { names.insert(Array($0.0.utf8)).inserted }
  }

  private static func bounded(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text) where text.utf8.count > textLimit:
      .string("(a text of \(text.utf8.count) bytes) " + text.prefix(textLimit / 10) + "…")
    case .array(let elements) where elements.count > listLimit:
      .array(
        elements.prefix(listLimit).map(bounded)
          + [.string("(\(elements.count - listLimit) more)")])
    case .array(let elements): .array(elements.map(bounded))
    default: value
    }
  }
}
