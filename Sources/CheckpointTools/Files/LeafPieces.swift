internal import Checkpoints
internal import NumericsContract

/// The bytes under leaves of one size, in pieces that fit a processor's cache: one of each leaf at a time.
///
/// With the last pieces the digests of the leaves are checked, so nothing that was computed from the
/// pieces may be used before that. Sixteen leaves that have digests are hashed side by side.
struct LeafPieces {
  /// Bytes in a piece: a multiple of 4096 elements of every type.
  static let byteCount = 1 << 16

  private let leaves: [StoredLeaf]
  private let byteCount: Int
  private var position = 0
  private var hashers: [SHA256Hasher] = []
  private var lanes: SHA256Lanes?

  /// Starts to read leaves.
  ///
  /// - Precondition: They have one size.
  init(_ leaves: [StoredLeaf]) {
    let byteCount = leaves[0].range.count
    precondition(
      leaves.allSatisfy { $0.range.count == byteCount },
      "leaves of \(leaves.map(\.range.count)) bytes, expected one size")
    self.leaves = leaves
    self.byteCount = byteCount
    if SHA256Lanes.isFast, leaves.count == SHA256Lanes.count,
      leaves.allSatisfy({ $0.digest != nil })
    {
      lanes = DigestTree.leafLanes(leaves.map(\.index), byteCount: byteCount)
    } else {
      hashers = leaves.map { DigestTree.leafHasher($0.index, byteCount: byteCount) }
    }
  }

  /// The next piece of each leaf, or nil after the last ones.
  ///
  /// - Throws: `CheckpointToolError` if they cannot be read or, with the last ones, if a leaf is not what
  ///   was saved.
  mutating func next() throws(CheckpointToolError) -> [[UInt8]]? {
    guard position < byteCount else { return nil }
    let part = position..<min(position + LeafPieces.byteCount, byteCount)
    var pieces: [[UInt8]] = []
    for leaf in leaves { pieces.append(try leaf.read(part)) }
    position = part.upperBound
    hash(pieces)
    if position == byteCount {
      let digests = lanes?.finalize() ?? hashers.map { $0.finalize() }
      for (leaf, digest) in zip(leaves, digests) { try leaf.check(digest) }
    }
    return pieces
  }

  private mutating func hash(_ pieces: [[UInt8]]) {
    guard lanes == nil else {
      lanes?.update(pieces.map { $0[...] })
      return
    }
    for index in leaves.indices where leaves[index].digest != nil {
      hashers[index].update(bytes: pieces[index])
    }
  }
}
