/// Visits every object of a file once, starting at the root group.
struct TreeWalk<Source: ByteSource> {
  /// An object that a link leads to and that has not been read yet.
  private struct Visit {
    let address: Int
    let path: String
    let depth: Int
  }

  private(set) var attributes: [CanonicalFile.Attribute] = []
  private(set) var groups: [String] = []
  private(set) var datasets: [CanonicalFile.Dataset] = []

  /// What belongs to the objects visited so far.
  var coverage: ByteCoverage { headers.coverage }

  private var headers: ObjectHeaderReader<Source>
  private var pending: [Visit] = []
  private var objectCount = 0
  private var totalPathByteCount = 0

  init(_ source: Source) {
    headers = ObjectHeaderReader(source)
  }

  /// Visits the tree whose root group is at `rootAddress`.
  mutating func run(from rootAddress: Int) throws(CanonicalHDF5Error) {
    try schedule(Visit(address: rootAddress, path: "/", depth: 0))
    // A stack of our own: the depth of a hostile tree must not become the depth of recursion.
    while let visit = pending.popLast() {
      let messages = try headers.messages(at: visit.address, ofObject: visit.path)
      // A dataset starts with its dataspace; the messages of a group have no fixed order.
      if visit.depth > 0, messages.first?.kind == .dataspace {
        try readDataset(messages, visit)
      } else {
        try readGroup(messages, visit)
      }
    }
  }

  private mutating func readDataset(
    _ messages: [HeaderMessage], _ visit: Visit
  ) throws(CanonicalHDF5Error) {
    let dataset = try DatasetMessages.read(messages, path: visit.path, at: visit.address)
    if dataset.byteCount > 0 {
      try headers.claimStorage(
        at: dataset.offset, byteCount: dataset.byteCount, owner: .elements(visit.path))
    }
    datasets.append(dataset)
  }

  private mutating func readGroup(
    _ messages: [HeaderMessage], _ visit: Visit
  ) throws(CanonicalHDF5Error) {
    let group = try GroupMessages(messages, isRoot: visit.depth == 0, at: visit.address)
    groups.append(visit.path)
    attributes += group.attributes
    for link in group.links {
      try schedule(
        Visit(
          address: link.address, path: (visit.depth == 0 ? "" : visit.path) + "/" + link.name,
          depth: visit.depth + 1))
    }
  }

  /// Puts an object on the list, within the budgets.
  private mutating func schedule(_ visit: Visit) throws(CanonicalHDF5Error) {
    objectCount += 1
    totalPathByteCount += visit.path.utf8.count
    let excess: String? =
      if objectCount > ReadingLimits.objectCount {
        "\(ReadingLimits.objectCount) objects"
      } else if visit.depth > ReadingLimits.depth {
        "a depth of \(ReadingLimits.depth)"
      } else if visit.path.utf8.count > ReadingLimits.pathByteCount {
        "\(ReadingLimits.pathByteCount) bytes in a path"
      } else if totalPathByteCount > ReadingLimits.totalPathByteCount {
        "\(ReadingLimits.totalPathByteCount) bytes in all paths"
      } else {
        nil
      }
    if let excess {
      throw CanonicalHDF5Error(
        .budgetExceeded, at: visit.address, expected: "at most \(excess)",
        found: "more", remedy: .tooLarge)
    }
    pending.append(visit)
  }
}
