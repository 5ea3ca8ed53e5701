internal import CHDF5
internal import NumericsContract

/// One way through a file by hard links that meets every object once.
final class TreeWalk {
  private let file: OpenFile
  private var datasets: [StoredDataset] = []
  private var leftOut: [StoredContents.LeftOut] = []
  private var attributes: AttributeList
  /// The first path of each object.
  private var paths: [[UInt64]: String] = [:]
  private var pathByteCount = 0
  /// Bytes of elements as they lie in the file, and as they are read.
  private var (storedByteCount, readByteCount) = (0, 0)

  init(_ file: OpenFile) {
    self.file = file
    attributes = AttributeList(file: file.name)
  }

  /// Walks.
  func contents() throws -> StoredContents {
    let root = try ErrorStack.checked(unsafe H5Oopen(file.id, "/", 0), "H5Oopen", file.name)
    defer { H5Oclose(root) }
    paths[try description(of: root, "/").key] = "/"
    try attributes.add(root, called: "/")
    try enter(root, path: "", depth: 0)
    return StoredContents(
      datasets: datasets.sorted { $0.path.precedesInUTF8($1.path) },
      leftOut: leftOut.sorted { $0.path.precedesInUTF8($1.path) },
      attributes: attributes.attributes)
  }

  private func enter(_ group: hid_t, path: String, depth: Int) throws {
    guard depth < StoredFile.Limits.depth else {
      throw refused(
        path, found: "more",
        expected: "at most \(StoredFile.Limits.depth) groups in one another")
    }
    for link in try GroupLinks.of(
      group, path, in: file.name, atMost: StoredFile.Limits.objectCount - paths.count)
    {
      let path = path + "/" + link.name
      pathByteCount += path.utf8.count
      guard pathByteCount <= StoredFile.Limits.pathByteCount else {
        throw refused(
          path, found: "more",
          expected: "at most \(StoredFile.Limits.pathByteCount) bytes of paths")
      }
      switch link.kind {
      case CHDF5_LINK_HARD where link.isText:
        try visit(group, link.name, path: path, depth: depth + 1)
      case CHDF5_LINK_HARD: leaveOut(path, "a name that is not UTF-8")
      case CHDF5_LINK_SOFT: leaveOut(path, "a soft link")
      case CHDF5_LINK_EXTERNAL:
        throw refused(path, found: "a link to another file", expected: "links inside the file")
      default:
        throw refused(
          path, found: "a link of kind \(link.kind), which a program defined for itself",
          expected: "hard or soft links")
      }
    }
  }

  private func visit(_ group: hid_t, _ name: String, path: String, depth: Int) throws {
    let object = try ErrorStack.checked(
      unsafe H5Oopen(group, name, 0), "H5Oopen", "\(file.name), \(path)")
    defer { H5Oclose(object) }
    let (key, kind) = try description(of: object, path)
    if let first = paths[key] {
      leaveOut(path, "another name of \(first)")
      return
    }
    guard paths.count < StoredFile.Limits.objectCount else {
      throw refused(
        path, found: "more", expected: "at most \(StoredFile.Limits.objectCount) objects")
    }
    paths[key] = path
    switch kind {
    case CHDF5_GROUP:
      if depth == 1 { try attributes.add(object, called: path) }
      try enter(object, path: path, depth: depth)
    case CHDF5_DATASET: try add(group, name, path: path)
    default: leaveOut(path, "a named type")
    }
  }

  private func add(_ group: hid_t, _ name: String, path: String) throws {
    let reader: DatasetReader
    do {
      reader = try DatasetReader(group, name, called: path, in: file)
    } catch let problem as DatasetReader.LeftOut {
      leaveOut(path, problem.reason)
      return
    }
    // Each is at most as large as the file: sums of 100,000 of them stay in range.
    storedByteCount += reader.storedByteCount
    let (sum, overflow) = readByteCount.addingReportingOverflow(reader.byteCount)
    readByteCount = sum
    guard !overflow, storedByteCount <= file.byteCount else {
      throw refused(
        path, found: "\(storedByteCount) bytes of elements up to here",
        expected: "at most the file's \(file.byteCount)")
    }
    datasets.append(
      StoredDataset(
        path: path, type: reader.type, shape: reader.shape, byteCount: reader.byteCount,
        offset: reader.offset))
  }

  private func description(
    of object: hid_t, _ path: String
  ) throws(HDF5Error) -> (key: [UInt64], kind: Int) {
    var description = chdf5_object()
    try ErrorStack.check(
      unsafe chdf5_describe(object, &description), "H5Oget_info", "\(file.name), \(path)")
    return ([description.identity.0, description.identity.1], Int(description.kind))
  }

  private func leaveOut(_ path: String, _ reason: String) {
    leftOut.append(StoredContents.LeftOut(path: path, reason: reason))
  }

  private func refused(_ path: String, found: String, expected: String) -> HDF5Error {
    .refused(file: file.name, dataset: path, found: found, expected: expected)
  }
}
