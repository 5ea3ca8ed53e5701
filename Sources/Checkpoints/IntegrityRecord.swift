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
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return names.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// The bytes of `/integrity/index`.
  static func indexBytes(_ datasets: [CheckpointDataset]) -> [UInt8] {
    canonicalBytes(
      .array(
        datasets.map {
          [
            "path": .string($0.path), "type": .string($0.type.rawValue),
            "shape": .array($0.shape.map { .integer($0) }), "offset": .integer($0.offset),
            "bytes": .integer($0.byteCount),
          ]
        }))
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
