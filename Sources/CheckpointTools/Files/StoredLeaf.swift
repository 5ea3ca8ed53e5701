internal import Checkpoints
internal import NumericsContract
internal import TensorFiles

/// One leaf of a tensor, where it is stored.
struct StoredLeaf {
  /// The file of the tensor.
  let file: any TensorFile
  /// The tensor.
  let tensor: StoredTensor
  /// The position of the leaf in the tensor.
  let index: Int
  /// The digest that the leaf must have; nil where the file has none.
  let digest: SHA256Digest?

  /// The bytes under the leaf, counted from the start of the tensor.
  var range: Range<Int> { DigestTree.leafRange(index, byteCount: tensor.byteCount) }

  /// Some bytes under the leaf, counted from its start.
  ///
  /// - Throws: `CheckpointToolError` if they cannot be read.
  func read(_ part: Range<Int>) throws(CheckpointToolError) -> [UInt8] {
    let start = range.lowerBound
    return try CheckpointToolError.wrappingFormat { () throws(TensorFileError) in
      try file.read(tensor, start + part.lowerBound..<start + part.upperBound)
    }
  }

  /// Compares the digest of the leaf with the one that it must have.
  ///
  /// - Throws: `CheckpointToolError` if it is another one.
  func check(_ computed: SHA256Digest) throws(CheckpointToolError) {
    guard let digest, computed != digest else { return }
    throw CheckpointToolError(
      CheckpointError(
        .digestMismatch, file: file.path, path: tensor.path,
        offset: tensor.offset.map { $0 + range.lowerBound },
        expected: "leaf \(index) with digest \(digest)", found: "\(computed)",
        remedy: "The file is damaged: restore it from a copy, or use an earlier checkpoint."))
  }
}
