internal import CHDF5
internal import NumericsContract

/// One file under construction by libhdf5; all calls happen under the process-wide lock.
final class SkeletonWriter {
  /// The places of the datasets added so far.
  private(set) var extents: [Skeleton.Extent] = []

  private let lists: PropertyLists
  private var file: hid_t
  /// The groups on the way to the last dataset; the root group is first.
  private var openGroups: [(path: [UInt8], group: hid_t)] = []
  private var elementTypes: [ElementType: hid_t] = [:]
  private var linkCounts: [[UInt8]: Int] = [[]: 0]
  private var datasetPaths: Set<[UInt8]> = []
  /// The root group is the first object, with a path of one byte.
  private var objectCount = 1
  private var totalPathByteCount = 1

  /// Creates an empty file at `path`.
  init(path: String) throws(HDF5Error) {
    let lists = try PropertyLists()
    let file = try ErrorStack.checked(
      unsafe H5Fcreate(path, chdf5_file_truncate(), lists.fileCreation.id, lists.fileAccess.id),
      "H5Fcreate",
      "the memory file")
    self.lists = lists
    self.file = file
    let root = try ErrorStack.checked(
      unsafe H5Gopen2(file, "/", lists.groupAccess.id), "H5Gopen2", "the root group")
    openGroups = [([], root)]
  }

  deinit {
    releaseIdentifiers()
    if file >= 0 { H5Fclose(file) }
  }

  /// Finishes the file.
  func close() throws(HDF5Error) {
    releaseIdentifiers()
    let closing = file
    file = -1
    try ErrorStack.check(H5Fclose(closing), "H5Fclose", "the memory file")
  }

  private func releaseIdentifiers() {
    while let (_, group) = openGroups.popLast() { H5Gclose(group) }
    for type in ElementType.allCases {
      if let identifier = elementTypes.removeValue(forKey: type) { H5Tclose(identifier) }
    }
  }
}

// MARK: - Attributes

extension SkeletonWriter {
  /// Adds attributes to the root group, in the order given.
  func add(attributes: [(name: String, value: AttributeValue)]) throws(HDF5Error) {
    guard attributes.count <= FormatLimits.attributeCount else {
      throw .invalidAttribute(
        name: attributes[FormatLimits.attributeCount].name,
        found: "\(attributes.count) attributes", expected: "at most \(FormatLimits.attributeCount)")
    }
    var names: Set<[UInt8]> = []
    for (name, value) in attributes {
      guard FormatLimits.isPermitted(attributeName: name) else {
        throw .invalidAttribute(
          name: name, found: "a name of \(name.utf8.count) bytes",
          expected: "1 to \(FormatLimits.nameByteCount) bytes without NUL")
      }
      // Compared as bytes: Swift would also equate canonically equivalent spellings.
      guard names.insert(Array(name.utf8)).inserted else {
        throw .invalidAttribute(
          name: name, found: "a second one of that name", expected: "unique names")
      }
      if case .text(let text) = value {
        guard text.utf8.count <= FormatLimits.attributeTextByteCount, !text.utf8.contains(0) else {
          throw .invalidAttribute(
            name: name, found: "a text of \(text.utf8.count) bytes",
            expected: "at most \(FormatLimits.attributeTextByteCount) bytes without NUL")
        }
      }
      try add(attribute: name, value: value)
    }
  }

  private func add(attribute name: String, value: AttributeValue) throws(HDF5Error) {
    let type = try FileTypes.attribute(value)
    defer { H5Tclose(type) }
    let space = try ErrorStack.checked(H5Screate(H5S_SCALAR), "H5Screate", name)
    defer { H5Sclose(space) }
    let attribute = try ErrorStack.checked(
      unsafe H5Acreate2(
        file, name, type, space, lists.attributeCreation.id, lists.attributeAccess.id),
      "H5Acreate2", name)
    defer { H5Aclose(attribute) }
    let payload = value.payload
    try ErrorStack.check(unsafe H5Awrite(attribute, type, payload), "H5Awrite", name)
  }
}

// MARK: - Datasets

extension SkeletonWriter {
  /// Adds datasets, which must be sorted by path.
  func add(datasets: [DatasetPlan]) throws(HDF5Error) {
    var previous: String?
    for plan in datasets {
      if let previous, !previous.precedesInUTF8(plan.path) {
        throw .invalidPlan(
          path: plan.path, found: "its place after \"\(previous)\"",
          expected: "paths in strictly ascending order of their UTF-8 bytes",
          remedy: "Sort the plans by path and remove duplicates.")
      }
      previous = plan.path
      try add(plan)
    }
  }

  private func add(_ plan: DatasetPlan) throws(HDF5Error) {
    let byteCount = try plan.payloadByteCount()
    let components = try plan.components()
    let parent = try enterGroups(components.dropLast(), for: plan)
    let name = components[components.count - 1]
    let path = pathKey(components[...])
    guard linkCounts[path] == nil, datasetPaths.insert(path).inserted else {
      throw .invalidPlan(
        path: plan.path, found: "an object of that path already", expected: "a path of its own",
        remedy: "Rename one of the two.")
    }
    try countLink(to: path, in: pathKey(components.dropLast()), for: plan)

    let space = try dataspace(plan)
    defer { H5Sclose(space) }
    let dataset = try ErrorStack.checked(
      unsafe H5Dcreate2(
        parent, name, try elementType(plan.type), space, lists.linkCreation.id,
        lists.datasetCreation.id,
        lists.datasetAccess.id),
      "H5Dcreate2", plan.path)
    defer { H5Dclose(dataset) }
    let address = H5Dget_offset(dataset)
    guard byteCount > 0 else {
      guard address == chdf5_undefined_address() else {
        throw .unexpectedResult(
          subject: "the empty dataset \"\(plan.path)\"", found: "storage at byte \(address)",
          expected: "no storage")
      }
      return
    }
    guard let offset = Int(exactly: address) else {
      throw .unexpectedResult(
        subject: "dataset \"\(plan.path)\"", found: "no storage",
        expected: "\(byteCount) bytes, allocated at once")
    }
    let (end, overflow) = offset.addingReportingOverflow(byteCount)
    guard !overflow, end > offset else {
      throw .invalidPlan(
        path: plan.path, found: "\(byteCount) bytes at byte \(offset)",
        expected: "a file below 2^63 bytes", remedy: "Store the tensors in several files.")
    }
    extents.append(Skeleton.Extent(path: plan.path, offset: offset, byteCount: byteCount))
  }

  private func dataspace(_ plan: DatasetPlan) throws(HDF5Error) -> hid_t {
    guard !plan.shape.isEmpty else {
      return try ErrorStack.checked(H5Screate(H5S_SCALAR), "H5Screate", plan.path)
    }
    let extents = plan.shape.map { hsize_t($0) }
    return try ErrorStack.checked(
      unsafe H5Screate_simple(Int32(extents.count), extents, nil), "H5Screate_simple", plan.path)
  }

  private func elementType(_ type: ElementType) throws(HDF5Error) -> hid_t {
    if let identifier = elementTypes[type] { return identifier }
    let identifier = try FileTypes.element(type)
    elementTypes[type] = identifier
    return identifier
  }
}

// MARK: - Groups

extension SkeletonWriter {
  /// Opens or creates the groups named by `components`, and returns the innermost one.
  private func enterGroups(
    _ components: ArraySlice<String>, for plan: DatasetPlan
  ) throws(HDF5Error) -> hid_t {
    // Groups shared with the previous dataset stay open.
    var shared = 0
    while shared < components.count, shared + 1 < openGroups.count,
      openGroups[shared + 1].path == pathKey(components.prefix(shared + 1))
    {
      shared += 1
    }
    while openGroups.count > shared + 1, let (_, group) = openGroups.popLast() { H5Gclose(group) }
    var parent = openGroups[shared].group
    for depth in shared..<components.count {
      let path = pathKey(components.prefix(depth + 1))
      let name = components[components.startIndex + depth]
      if linkCounts[path] != nil {
        parent = try ErrorStack.checked(
          unsafe H5Gopen2(parent, name, lists.groupAccess.id), "H5Gopen2", plan.path)
      } else {
        guard !datasetPaths.contains(path) else {
          throw .invalidPlan(
            path: plan.path, found: "a dataset where its group \"\(name)\" should be",
            expected: "paths that are no prefix of each other", remedy: "Rename one of the two.")
        }
        try countLink(to: path, in: pathKey(components.prefix(depth)), for: plan)
        parent = try ErrorStack.checked(
          unsafe H5Gcreate2(
            parent, name, lists.linkCreation.id, lists.groupCreation.id, lists.groupAccess.id),
          "H5Gcreate2", plan.path)
        linkCounts[path] = 0
      }
      openGroups.append((path, parent))
    }
    return parent
  }

  /// Notes one more link in a group, and thereby one more object in the file.
  private func countLink(
    to path: [UInt8], in group: [UInt8], for plan: DatasetPlan
  ) throws(HDF5Error) {
    let links = linkCounts[group, default: 0] + 1
    linkCounts[group] = links
    objectCount += 1
    // The leading slash is part of the path, but not of the key.
    totalPathByteCount += path.count + 1
    let excess: String? =
      if links > FormatLimits.linksPerGroup {
        "\(FormatLimits.linksPerGroup) links in a group"
      } else if objectCount > FormatLimits.objectCount {
        "\(FormatLimits.objectCount) objects in a file"
      } else if path.count >= FormatLimits.pathByteCount {
        "\(FormatLimits.pathByteCount) bytes in a path"
      } else if totalPathByteCount > FormatLimits.totalPathByteCount {
        "\(FormatLimits.totalPathByteCount) bytes in all paths"
      } else {
        nil
      }
    if let excess {
      throw .invalidPlan(
        path: plan.path, found: "more", expected: "at most \(excess)",
        remedy: "Nest the datasets in more groups, shorten the names, or merge datasets.")
    }
  }

  /// A path as a key.
  ///
  /// The bytes, not the string: Swift equates the two spellings of "é", and HDF5 does not.
  private func pathKey(_ components: ArraySlice<String>) -> [UInt8] {
    Array(components.joined(separator: "/").utf8)
  }
}
