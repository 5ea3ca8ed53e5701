internal import CanonicalJSON
internal import NumericsContract

/// The arrays under digests, and the leaves that their bytes must have.
struct CheckedContents: Sendable {
  /// The bytes of the file.
  let bytes: CheckpointBytes
  /// All arrays but those of `/integrity`, by path in ascending UTF-8 order.
  let datasets: [CheckpointDataset]
  private let leaves: [SHA256Digest]
  private let firstLeaf: [Int]

  /// Joins datasets and their leaves, which are stored one dataset after the other.
  init(bytes: CheckpointBytes, datasets: [CheckpointDataset], leaves: [SHA256Digest]) {
    self.bytes = bytes
    self.datasets = datasets
    self.leaves = leaves
    var first = 0
    firstLeaf = datasets.map { dataset in
      defer { first += DigestTree.leafCount(byteCount: dataset.byteCount) }
      return first
    }
  }

  /// The array at a path.
  func position(of path: String) -> Int? {
    var range = 0..<datasets.count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range =
        datasets[middle].path.utf8.lexicographicallyPrecedes(path.utf8)
        ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    let place = range.lowerBound
    return place < datasets.count && datasets[place].path.utf8.elementsEqual(path.utf8)
      ? place : nil
  }

  /// The array that a caller names.
  ///
  /// - Throws: `CheckpointError.missing`.
  func position(ofListed path: String) throws(CheckpointError) -> Int {
    guard let position = position(of: path) else {
      throw CheckpointError(
        .missing, file: bytes.file, path: path, expected: "an array of that name", found: "none",
        remedy: "List the arrays with the command inspect.")
    }
    return position
  }

  /// The leaves of an array.
  func leaves(ofArrayAt position: Int) -> ArraySlice<SHA256Digest> {
    let count = DigestTree.leafCount(byteCount: datasets[position].byteCount)
    return leaves[firstLeaf[position]..<firstLeaf[position] + count]
  }

  /// Every leaf with its place in the file, array by array.
  var leafPlaces: [ThinLayout.Chunk] {
    LeafJob.all(byteCounts: datasets.map(\.byteCount)).map { job in
      ThinLayout.Chunk(
        offset: datasets[job.dataset].offset + job.range.lowerBound, byteCount: job.range.count,
        leaf: leaves[firstLeaf[job.dataset] + job.index])
    }
  }

  /// All bytes of an array, checked.
  func read(_ position: Int) throws(CheckpointError) -> [UInt8] {
    let dataset = datasets[position]
    let elements = try bytes.read(dataset, 0..<dataset.byteCount)
    _ = try LeafJob.run(LeafJob.all(byteCounts: [dataset.byteCount])) {
      job throws(CheckpointError) in
      try check(elements[job.range], position: position, leaf: job.index)
    }
    return elements
  }

  /// Checks every byte of every array, 4 MiB in memory at a time on each core.
  func verify() throws(CheckpointError) {
    _ = try LeafJob.run(LeafJob.all(byteCounts: datasets.map(\.byteCount))) {
      job throws(CheckpointError) in
      let elements = try bytes.read(datasets[job.dataset], job.range)
      return try check(elements[...], position: job.dataset, leaf: job.index)
    }
  }

  /// The JSON of an array, checked to be in its one form.
  func json(at path: String) throws(CheckpointError) -> JSONValue {
    guard let position = position(of: path) else {
      throw CheckpointError(
        .missing, file: bytes.file, path: path, expected: "an array of that name", found: "none",
        remedy: CheckpointError.restoreRemedy)
    }
    let text = try read(position)
    let value: JSONValue
    do throws(JSONSyntaxError) {
      value = try JSONParser.parse(text)
    } catch {
      throw CheckpointError(error, file: bytes.file, path: path)
    }
    do throws(JSONNumberError) {
      guard try CanonicalJSON.bytes(value) != text else { return value }
    } catch {
      throw CheckpointError(error, file: bytes.file, path: path)
    }
    throw CheckpointError(
      .malformed, file: bytes.file, path: path, expected: "canonical JSON (RFC 8785)",
      found: "another spelling", remedy: CheckpointError.restoreRemedy)
  }

  private func check(
    _ elements: ArraySlice<UInt8>, position: Int, leaf: Int
  ) throws(CheckpointError) -> SHA256Digest {
    let dataset = datasets[position]
    let offset = dataset.offset + leaf * DigestTree.leafByteCount
    let computed = DigestTree.leaf(leaf, elements)
    let stored = leaves[firstLeaf[position] + leaf]
    guard computed == stored else {
      throw CheckpointError(
        .digestMismatch, file: bytes.file, path: dataset.path, offset: offset,
        expected: "leaf \(leaf) with digest \(stored)", found: "\(computed)",
        remedy: CheckpointError.restoreRemedy)
    }
    if let index = ContentRules.invalidTruthValue(dataset.type, elements) {
      throw CheckpointError(
        .malformed, file: bytes.file, path: dataset.path,
        offset: offset + index - elements.startIndex, expected: "the bytes 0 and 1 in a bool",
        found: "\(elements[index])", remedy: CheckpointError.restoreRemedy)
    }
    return computed
  }
}
