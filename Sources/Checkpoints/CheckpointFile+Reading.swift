public import NumericsContract
public import Tensors

extension CheckpointFile {
  /// The array at a path, or nil if there is none.
  public func dataset(at path: String) -> CheckpointDataset? {
    datasets.first { $0.path == path }
  }

  /// The bytes of an array, checked against their leaves.
  ///
  /// - Throws: `CheckpointError`: `missing` if there is no such array outside `/integrity`,
  ///   `digestMismatch` if the bytes are not those that were saved.
  public func bytes(of path: String) throws(CheckpointError) -> [UInt8] {
    try contents.read(try contents.position(ofListed: path))
  }

  /// Some bytes of an array as they are, **unchecked**; for passes over arrays larger than memory.
  ///
  /// - Precondition: The range lies in the array.
  /// - Throws: `CheckpointError.unreadable`.
  public func read(
    _ dataset: CheckpointDataset, byteRange: Range<Int>
  ) throws(CheckpointError) -> [UInt8] {
    precondition(
      byteRange.lowerBound >= 0 && byteRange.upperBound <= dataset.byteCount,
      "bytes \(byteRange) of \(dataset.path), which has \(dataset.byteCount)")
    return try contents.bytes.read(dataset, byteRange)
  }

  /// Some bytes of the file as they are, **unchecked**; of a thin file, of the one it stands for.
  ///
  /// - Precondition: The range lies in the file.
  /// - Throws: `CheckpointError.unreadable`.
  public func read(fileRange range: Range<Int>) throws(CheckpointError) -> [UInt8] {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= byteCount,
      "bytes \(range) of \(path), which has \(byteCount)")
    return try contents.bytes.read(range)
  }

  /// The digests that the leaves of an array must have; nil for `/integrity`, which has none.
  ///
  /// Opening the file has checked them against the roots, so a leaf that agrees is what was saved.
  public func leafDigests(of dataset: CheckpointDataset) -> ArraySlice<SHA256Digest>? {
    contents.position(of: dataset.path).map { contents.leaves(ofArrayAt: $0) }
  }

  /// The SHA-256 of an array's little-endian bytes: what `sha256sum` says about them.
  ///
  /// - Throws: `CheckpointError.unreadable`.
  public func plainDigest(of dataset: CheckpointDataset) throws(CheckpointError) -> SHA256Digest {
    var hasher = SHA256Hasher()
    for index in 0..<DigestTree.leafCount(byteCount: dataset.byteCount) {
      let range = DigestTree.leafRange(index, byteCount: dataset.byteCount)
      hasher.update(bytes: try contents.bytes.read(dataset, range))
    }
    return hasher.finalize()
  }

  /// Checks every byte of every array against its leaf; with what `init(opening:)` has checked, that
  /// is every byte of the file.
  ///
  /// - Throws: `CheckpointError.digestMismatch` naming the array and the byte where its leaf starts.
  public func verify() throws(CheckpointError) {
    try contents.verify()
  }

  /// The state, every byte of it checked.
  ///
  /// - Throws: `CheckpointError`, as `verify()`.
  public func stateTree() throws(CheckpointError) -> StateTree {
    let positions = contents.datasets.indices.filter {
      contents.datasets[$0].section != CheckpointFormat.metaSection
    }
    let elements = try contents.read(positions)
    let entries = zip(positions, elements).map { position, bytes in
      let dataset = contents.datasets[position]
      return StateEntry(
        path: dataset.path, type: dataset.type, shape: dataset.shape, bytes: bytes)
    }
    return StateTree(entries)
  }
}
