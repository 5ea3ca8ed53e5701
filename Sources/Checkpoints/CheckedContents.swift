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
        datasets[middle].path.precedesInUTF8(path)
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

  /// One leaf of an array.
  func leaf(_ index: Int, ofArrayAt position: Int) -> SHA256Digest {
    leaves[firstLeaf[position] + index]
  }

  /// Every leaf with its place in the file, array by array.
  var leafPlaces: [ThinLayout.Chunk] {
    LeafJob.all(byteCounts: datasets.map(\.byteCount)).map { job in
      ThinLayout.Chunk(
        offset: datasets[job.dataset].offset + job.range.lowerBound, byteCount: job.range.count,
        leaf: leaf(job.index, ofArrayAt: job.dataset))
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
}
