internal import Checkpoints
internal import NumericsContract
internal import TensorFiles

/// Reads the tensors of a file in leaves of 4 MiB and checks the digest of each leaf where the file
/// has digests.
struct TensorReader: Sendable {
  /// Up to this many bytes a tensor is read to be told in words.
  static let smallByteCount = 4096

  /// The file.
  let file: any TensorFile
  /// The file as a checkpoint, which has digests; nil for other formats.
  let checkpoint: CheckpointFile?

  init(_ file: any TensorFile) {
    self.file = file
    checkpoint = (file as? CheckpointTensorFile)?.checkpoint
  }

  /// The digests that the leaves of a tensor must have; nil where the file has none.
  func leafDigests(of tensor: StoredTensor) -> ArraySlice<SHA256Digest>? {
    checkpoint?.leafDigests(of: CheckpointTensorFile.dataset(tensor))
  }

  /// One leaf of a tensor.
  func leaf(_ index: Int, of tensor: StoredTensor) -> StoredLeaf {
    StoredLeaf(
      file: file, tensor: tensor, index: index, digest: leafDigests(of: tensor)?[offset: index])
  }

  /// Reads a tensor to its end for the sake of its digests.
  ///
  /// - Throws: `CheckpointToolError` if it cannot be read or is not what was saved.
  func check(_ tensor: StoredTensor) throws(CheckpointToolError) {
    for index in 0..<DigestTree.leafCount(byteCount: tensor.byteCount) {
      var pieces = LeafPieces([leaf(index, of: tensor)])
      while try pieces.next() != nil {}
    }
  }

  /// Reads a tensor of at most one leaf.
  func bytes(of tensor: StoredTensor) throws(CheckpointToolError) -> [UInt8] {
    precondition(
      tensor.byteCount <= DigestTree.leafByteCount,
      "\(tensor.path) has \(tensor.byteCount) bytes, more than one leaf")
    // What has no elements has no leaf.
    guard tensor.byteCount > 0 else { return [] }
    var bytes: [UInt8] = []
    var pieces = LeafPieces([leaf(0, of: tensor)])
    while let piece = try pieces.next() { bytes += piece[0] }
    return bytes
  }

  /// Reads what a small tensor says in words; nil for an array and where there is no tensor.
  func value(of tensor: StoredTensor?) throws(CheckpointToolError) -> LeafText? {
    guard let tensor, tensor.byteCount <= TensorReader.smallByteCount else { return nil }
    return LeafText(tensor, bytes: try bytes(of: tensor))
  }
}

extension ArraySlice {
  /// The element that many places after the first.
  fileprivate subscript(offset offset: Int) -> Element { self[startIndex + offset] }
}
