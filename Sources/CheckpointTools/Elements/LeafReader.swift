internal import Checkpoints
internal import NumericsContract

/// Reads a checkpoint's tensors in pieces of 4 MiB and checks the digest of each piece.
///
/// Opening the file has checked the table of leaf digests against the roots, so a piece that agrees
/// with its leaf is what was saved.
struct LeafReader {
  /// Up to this many bytes a tensor is read to be told in words.
  static let smallByteCount = 4096

  private let file: CheckpointFile
  private let leaves: [UInt8]
  /// Path and position of the first leaf of every tensor under digests, in the order of the file.
  private let starts: [(path: String, leaf: Int)]

  /// Reads the table of leaves.
  init(_ file: CheckpointFile) throws(CheckpointToolError) {
    self.file = file
    let path = "/\(CheckpointFormat.integritySection)/leaves"
    guard let table = file.datasets.first(where: { $0.path == path }) else {
      preconditionFailure("an open checkpoint has \(path), but \(file.path) lacks it")
    }
    leaves = try CheckpointToolError.wrapping { () throws(CheckpointError) in
      try file.read(table, byteRange: 0..<table.byteCount)
    }
    var count = 0
    starts = file.datasets.filter {
      $0.section != CheckpointFormat.integritySection
    }.map { dataset in
      defer { count += DigestTree.leafCount(byteCount: dataset.byteCount) }
      return (dataset.path, count)
    }
  }

  /// Reads the bytes under one leaf.
  ///
  /// - Throws: `CheckpointToolError.checkpoint` if they cannot be read or are not what was saved.
  func leaf(_ index: Int, of dataset: CheckpointDataset) throws(CheckpointToolError) -> [UInt8] {
    let bytes = try CheckpointToolError.wrapping { () throws(CheckpointError) in
      try file.read(
        dataset, byteRange: DigestTree.leafRange(index, byteCount: dataset.byteCount))
    }
    let stored = storedDigest(index, of: dataset)
    let computed = DigestTree.leaf(index, bytes[...])
    guard computed == stored else {
      throw CheckpointToolError(
        CheckpointError(
          .digestMismatch, file: file.path, path: dataset.path,
          offset: dataset.offset + index * DigestTree.leafByteCount,
          expected: "leaf \(index) with digest \(stored.map(\.description) ?? "in the table")",
          found: "\(computed)",
          remedy: "The file is damaged: restore it from a copy, or use an earlier checkpoint."))
    }
    return bytes
  }

  /// Reads a tensor to its end for the sake of its digests.
  func check(_ dataset: CheckpointDataset) throws(CheckpointToolError) {
    for index in 0..<DigestTree.leafCount(byteCount: dataset.byteCount) {
      _ = try leaf(index, of: dataset)
    }
  }

  /// Reads a tensor of at most one leaf.
  func bytes(of dataset: CheckpointDataset) throws(CheckpointToolError) -> [UInt8] {
    precondition(
      dataset.byteCount <= DigestTree.leafByteCount,
      "\(dataset.path) has \(dataset.byteCount) bytes, more than one leaf")
    return dataset.byteCount == 0 ? [] : try leaf(0, of: dataset)
  }

  /// Reads what a small tensor says in words; nil for an array and where there is no tensor.
  func value(of dataset: CheckpointDataset?) throws(CheckpointToolError) -> LeafText? {
    guard let dataset, dataset.byteCount <= LeafReader.smallByteCount else { return nil }
    return LeafText(dataset, bytes: try bytes(of: dataset))
  }

  private func storedDigest(_ index: Int, of dataset: CheckpointDataset) -> SHA256Digest? {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle].path.utf8.lexicographicallyPrecedes(dataset.path.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < starts.count, starts[low].path.utf8.elementsEqual(dataset.path.utf8) else {
      return nil
    }
    let begin = (starts[low].leaf + index) * SHA256Digest.byteCount
    guard begin + SHA256Digest.byteCount <= leaves.count else { return nil }
    return SHA256Digest(bytes: leaves[begin..<begin + SHA256Digest.byteCount])
  }
}
