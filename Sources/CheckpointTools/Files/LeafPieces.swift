internal import Checkpoints
internal import NumericsContract
internal import TensorFiles

/// The bytes under one leaf, in pieces that fit a processor's cache.
///
/// With the last piece the digest of the leaf is checked, so nothing that was computed from the pieces
/// may be used before that.
struct LeafPieces {
  /// Bytes in a piece: a multiple of 4096 elements of every type.
  static let byteCount = 1 << 18

  private let file: any TensorFile
  private let tensor: StoredTensor
  private let index: Int
  private let range: Range<Int>
  private var position: Int
  private let digest: SHA256Digest?
  private var hasher: SHA256Hasher

  init(_ index: Int, of tensor: StoredTensor, in file: any TensorFile, digest: SHA256Digest?) {
    self.file = file
    self.tensor = tensor
    self.index = index
    self.digest = digest
    range = DigestTree.leafRange(index, byteCount: tensor.byteCount)
    position = range.lowerBound
    hasher = DigestTree.leafHasher(index, byteCount: range.count)
  }

  /// The next bytes, or nil after the last ones.
  ///
  /// - Throws: `CheckpointToolError` if they cannot be read or, with the last piece, if the leaf is not
  ///   what was saved.
  mutating func next() throws(CheckpointToolError) -> [UInt8]? {
    guard position < range.upperBound else { return nil }
    let part = position..<min(position + LeafPieces.byteCount, range.upperBound)
    let bytes = try CheckpointToolError.wrappingFormat { () throws(TensorFileError) in
      try file.read(tensor, part)
    }
    position = part.upperBound
    guard let digest else { return bytes }
    hasher.update(bytes: bytes)
    guard position == range.upperBound else { return bytes }
    let computed = hasher.finalize()
    guard computed == digest else {
      throw CheckpointToolError(
        CheckpointError(
          .digestMismatch, file: file.path, path: tensor.path,
          offset: tensor.offset.map { $0 + range.lowerBound },
          expected: "leaf \(index) with digest \(digest)", found: "\(computed)",
          remedy: "The file is damaged: restore it from a copy, or use an earlier checkpoint."))
    }
    return bytes
  }
}
