internal import CanonicalJSON
internal import HDF5
internal import NumericsContract
internal import Tensors

/// Everything of a checkpoint that is known before its bytes are hashed: contents, layout, sizes.
struct CheckpointPlan {
  /// The arrays outside `/integrity`, by path in ascending UTF-8 order, with the bytes of each.
  let datasets: [CheckpointDataset]
  let contents: [[UInt8]]
  /// The metadata of the file, and the places of all arrays.
  let skeleton: Skeleton
  let attributes: RootAttributes

  /// Lays out a checkpoint.
  ///
  /// - Throws: `CheckpointError.unrepresentable` for a state that no checkpoint can hold.
  init(
    tree: StateTree, run: JSONValue, parameters: JSONValue, attributes: RootAttributes,
    file: String
  ) throws(CheckpointError) {
    var entries = try Self.checked(tree, file: file)
    for (path, value) in [
      (CheckpointFormat.runPath, run), (CheckpointFormat.parametersPath, parameters),
    ] {
      let bytes = try Self.text(value, path: path, file: file)
      entries.append(StateEntry(path: path, type: .uint8, shape: [bytes.count], bytes: bytes))
    }
    // The order of the file: by the bytes of whole paths, which is not the tree's order where a
    // name has a character below "/".
    entries.sort { $0.path.precedesInUTF8($1.path) }

    var located: [CheckpointDataset] = []
    let skeleton: Skeleton
    do throws(HDF5Error) {
      skeleton = try Skeleton.build(
        attributes: attributes.stored,
        datasets: entries.map { DatasetPlan(path: $0.path, type: $0.type, shape: $0.shape) },
        closing: { extents in
          located = Self.locate(entries, extents)
          return Self.integrityPlans(located)
        })
    } catch {
      throw CheckpointError(error, file: file)
    }
    datasets = located
    contents = entries.map(\.bytes)
    self.skeleton = skeleton
    self.attributes = attributes
  }

  /// The place of an array of `/integrity`.
  func extent(of path: String) -> Skeleton.Extent {
    guard let extent = skeleton.extents.last(where: { $0.path == path }) else {
      preconditionFailure("\(path) has no place in the layout, expected one")
    }
    return extent
  }

  /// The canonical text of a value, which a reader's limits must allow.
  private static func text(
    _ value: JSONValue, path: String, file: String
  ) throws(CheckpointError) -> [UInt8] {
    let bytes: [UInt8]
    do throws(JSONNumberError) {
      bytes = try CanonicalJSON.bytes(value)
    } catch {
      throw CheckpointError(error, file: file, path: path)
    }
    do throws(JSONSyntaxError) {
      _ = try JSONParser.parse(bytes)
    } catch {
      throw CheckpointError(
        .unrepresentable, file: file, path: path, expected: error.expected, found: error.found,
        remedy: "Shorten or flatten the configuration.")
    }
    return bytes
  }

  /// Checks what the layout below cannot know.
  private static func checked(
    _ tree: StateTree, file: String
  ) throws(CheckpointError) -> [StateEntry] {
    let reserved = [CheckpointFormat.metaSection, CheckpointFormat.integritySection]
    for entry in tree.entries {
      guard entry.path.hasPrefix("/"), let section = CheckpointFormat.section(of: entry.path),
        !reserved.contains(section)
      else {
        throw CheckpointError(
          .unrepresentable, file: file, path: entry.path,
          expected: "a path in a section other than \(reserved.joined(separator: " and "))",
          found: "this one", remedy: "Write the leaf below the section of its component.")
      }
      if let index = ContentRules.invalidTruthValue(entry.type, entry.bytes[...]) {
        throw CheckpointError(
          .unrepresentable, file: file, path: entry.path, expected: "the bytes 0 and 1 in a bool",
          found: "\(entry.bytes[index]) as element \(index)", remedy: "Store it as uint8.")
      }
    }
    let paths = tree.entries.map(\.path)
    if let path = ContentRules.ambiguousPath(ContentRules.groups(of: paths) + paths) {
      throw CheckpointError(
        .unrepresentable, file: file, path: path, expected: "paths that differ in their characters",
        found: "two that differ only in how Unicode composes them, or a leaf and a group",
        remedy: "Rename one of the two.")
    }
    return tree.entries
  }

  private static func locate(
    _ entries: [StateEntry], _ extents: [Skeleton.Extent]
  ) -> [CheckpointDataset] {
    // An array without elements has no extent; the others come in the order of the entries.
    var next = extents.startIndex
    return entries.map { entry in
      var offset = 0
      if !entry.bytes.isEmpty {
        precondition(
          extents[next].byteCount == entry.bytes.count,
          "\(entry.path): a place of \(extents[next].byteCount) bytes for \(entry.bytes.count)")
        offset = extents[next].offset
        next += 1
      }
      return CheckpointDataset(
        path: entry.path, type: entry.type, shape: entry.shape, offset: offset,
        byteCount: entry.bytes.count)
    }
  }

  /// The arrays of `/integrity`, sorted; their sizes follow from the layout of the others.
  static func integrityPlans(_ datasets: [CheckpointDataset]) -> [DatasetPlan] {
    let index = IntegrityRecord.indexBytes(datasets)
    return integrityShapes(datasets, indexByteCount: index.count).map {
      DatasetPlan(path: $0.path, type: .uint8, shape: $0.shape)
    }
  }

  /// The paths and shapes of the arrays of `/integrity`, sorted by path.
  static func integrityShapes(
    _ datasets: [CheckpointDataset], indexByteCount: Int
  ) -> [(path: String, shape: [Int])] {
    let leafCount = datasets.reduce(0) { $0 + DigestTree.leafCount(byteCount: $1.byteCount) }
    // Digests have one length, so any digest gives the length of the table.
    let placeholder = SHA256Digest.digest(of: [])
    let sections = IntegrityRecord.sectionNames(datasets).map {
      SectionRoot(name: $0, digest: placeholder)
    }
    return [
      (CheckpointFormat.Integrity.commit, [CheckpointFormat.commitMarker.count]),
      (CheckpointFormat.Integrity.fileRoot, [SHA256Digest.byteCount]),
      (CheckpointFormat.Integrity.index, [indexByteCount]),
      (CheckpointFormat.Integrity.leaves, [leafCount, SHA256Digest.byteCount]),
      (CheckpointFormat.Integrity.sections, [IntegrityRecord.sectionBytes(sections).count]),
      (CheckpointFormat.Integrity.stateRoot, [SHA256Digest.byteCount]),
    ]
  }
}
