public import NumericsContract

/// The digests of a checkpoint's contents: leaves of 4 MiB, tensors, sections, roots.
///
/// Every kind of node starts with a text of its own, so that no node passes for another kind, and a
/// tensor's header is hashed with its leaves, so that a renamed or reshaped tensor is another one.
///
/// **Reference** Formats/checkpoint-v1.md, CKPT-016 to CKPT-022.
public enum DigestTree {
  /// Bytes under one leaf, except the last of a tensor.
  public static let leafByteCount = 4 << 20

  /// The number of leaves over `byteCount` bytes; none over none.
  public static func leafCount(byteCount: Int) -> Int {
    byteCount / leafByteCount + (byteCount % leafByteCount == 0 ? 0 : 1)
  }

  /// The bytes under a leaf, counted from the start of a tensor of `byteCount` bytes.
  public static func leafRange(_ index: Int, byteCount: Int) -> Range<Int> {
    index * leafByteCount..<min((index + 1) * leafByteCount, byteCount)
  }

  /// The digest of the bytes under one leaf.
  public static func leaf(_ index: Int, _ bytes: ArraySlice<UInt8>) -> SHA256Digest {
    var hasher = leafHasher(index, byteCount: bytes.count)
    hasher.update(bytes: bytes)
    return hasher.finalize()
  }

  /// The digest of a leaf before its bytes, for who has them in pieces.
  public static func leafHasher(_ index: Int, byteCount: Int) -> SHA256Hasher {
    var hasher = SHA256Hasher()
    hasher.update(bytes: leafHeader(index, byteCount: byteCount))
    return hasher
  }

  /// The digests of sixteen leaves of one size before their bytes.
  public static func leafLanes(_ indices: [Int], byteCount: Int) -> SHA256Lanes {
    var lanes = SHA256Lanes()
    lanes.update(indices.map { leafHeader($0, byteCount: byteCount)[...] })
    return lanes
  }

  /// What a leaf hashes before its bytes.
  private static func leafHeader(_ index: Int, byteCount: Int) -> [UInt8] {
    let numbers = [UInt64(index).littleEndian, UInt64(byteCount).littleEndian]
    return unsafe numbers.withUnsafeBytes { unsafe Array("lockstep-leaf-1\0".utf8) + $0 }
  }

  /// The digest of a tensor: its header and its leaves.
  public static func tensor(
    path: String, type: ElementType, shape: [Int], leaves: some Sequence<SHA256Digest>
  ) -> SHA256Digest {
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-tensor-1\0")
    hasher.update(counted: path)
    hasher.update(counted: type.rawValue)
    hasher.update(le64: UInt64(shape.count))
    for length in shape { hasher.update(le64: UInt64(length)) }
    for leaf in leaves { hasher.update(bytes: leaf.bytes) }
    return hasher.finalize()
  }

  /// The digest of named parts, in ascending UTF-8 order of their names whatever the order given.
  public static func node(_ parts: [SectionRoot]) -> SHA256Digest {
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-node-1\0")
    hasher.update(le64: UInt64(parts.count))
    for part in parts.sorted(by: { $0.name.precedesInUTF8($1.name) }) {
      hasher.update(counted: part.name)
      hasher.update(bytes: part.digest.bytes)
    }
    return hasher.finalize()
  }

  /// The digest of the root attributes, given as the canonical JSON object of their values.
  static func attributes(canonicalJSON: [UInt8]) -> SHA256Digest {
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-attributes-1\0")
    hasher.update(le64: UInt64(canonicalJSON.count))
    hasher.update(bytes: canonicalJSON)
    return hasher.finalize()
  }
}

extension SHA256Hasher {
  /// Appends the number of UTF-8 bytes, then the bytes.
  fileprivate mutating func update(counted text: String) {
    update(le64: UInt64(text.utf8.count))
    update(utf8: text)
  }
}
