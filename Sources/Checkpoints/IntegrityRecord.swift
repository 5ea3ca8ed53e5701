internal import CanonicalJSON
internal import NumericsContract

/// The digests above the leaves, computed from the leaves of every dataset outside `/integrity`.
struct IntegrityRecord: Equatable {
  /// The sections in ascending UTF-8 order, `meta` among them.
  let sections: [SectionRoot]
  /// The root over every section but `meta`.
  let stateRoot: SHA256Digest
  /// The root over the state, `meta` and the attributes.
  let fileRoot: SHA256Digest

  /// Computes the digests.
  ///
  /// - Precondition: `leaves` holds the leaves of all datasets, one after the other.
  init(
    datasets: [CheckpointDataset], leaves: [SHA256Digest], attributes: RootAttributes
  ) {
    var tensors: [SectionRoot] = []
    var first = 0
    for dataset in datasets {
      let count = DigestTree.leafCount(byteCount: dataset.byteCount)
      tensors.append(
        SectionRoot(
          name: dataset.path,
          digest: DigestTree.tensor(
            path: dataset.path, type: dataset.type, shape: dataset.shape,
            leaves: leaves[first..<first + count])))
      first += count
    }
    precondition(first == leaves.count, "\(leaves.count) leaves for datasets of \(first)")
    let names = Self.sectionNames(datasets)
    var members: [[SectionRoot]] = Array(repeating: [], count: names.count)
    var position: [String: Int] = [:]
    for (index, name) in names.enumerated() { position[name] = index }
    for (dataset, tensor) in zip(datasets, tensors) {
      if let index = position[dataset.section] { members[index].append(tensor) }
    }
    sections = zip(names, members).map { SectionRoot(name: $0, digest: DigestTree.node($1)) }
    stateRoot = DigestTree.node(sections.filter { $0.name != CheckpointFormat.metaSection })
    var parts = [
      SectionRoot(name: "attributes", digest: attributes.digest),
      SectionRoot(name: "state", digest: stateRoot),
    ]
    if let meta = sections.first(where: { $0.name == CheckpointFormat.metaSection }) {
      parts.append(meta)
    }
    fileRoot = DigestTree.node(parts)
  }

  /// The names of the sections in ascending UTF-8 order.
  static func sectionNames(_ datasets: [CheckpointDataset]) -> [String] {
    var names: [String] = []
    for dataset in datasets where names.last != dataset.section { names.append(dataset.section) }
    names.sort { $0.precedesInUTF8($1) }
    return names.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// The bytes of `/integrity/index`.
  static func indexBytes(_ datasets: [CheckpointDataset]) -> [UInt8] {
    // Written member by member, in the order of the names, rather than as one value of JSON: an index
    // of ten thousand arrays is most of what opening them takes.
    var text = Array("[".utf8)
    for dataset in datasets {
      if text.count > 1 { text.append(UInt8(ascii: ",")) }
      text += "{\"bytes\":".utf8
      append(dataset.byteCount, to: &text)
      text += ",\"offset\":".utf8
      append(dataset.offset, to: &text)
      text += ",\"path\":".utf8
      text += canonicalBytes(.string(dataset.path))
      text += ",\"shape\":[".utf8
      for (axis, length) in dataset.shape.enumerated() {
        if axis > 0 { text.append(UInt8(ascii: ",")) }
        append(length, to: &text)
      }
      text += "],\"type\":".utf8
      text += canonicalBytes(.string(dataset.type.rawValue))
      text.append(UInt8(ascii: "}"))
    }
    text.append(UInt8(ascii: "]"))
    return text
  }

  /// Appends a number as JSON has it, which beyond 2^53 is that of a binary64.
  private static func append(_ number: Int, to text: inout [UInt8]) {
    text +=
      number.magnitude < 1 << 53 ? Array(String(number).utf8) : canonicalBytes(.integer(number))
  }

  /// The bytes of `/integrity/sections`.
  static func sectionBytes(_ sections: [SectionRoot]) -> [UInt8] {
    canonicalBytes(.object(sections.map { ($0.name, .string($0.digest.description)) }))
  }

  private static func canonicalBytes(_ value: JSONValue) -> [UInt8] {
    do throws(JSONNumberError) {
      return try CanonicalJSON.bytes(value)
    } catch {
      preconditionFailure("integers and strings are always JSON, but \(error)")
    }
  }
}
