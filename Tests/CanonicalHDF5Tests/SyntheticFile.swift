import CanonicalHDF5

/// Files put together from the specification alone, without libhdf5: what no library would write.
struct SyntheticFile {
  private(set) var bytes = [UInt8](repeating: 0, count: 48)

  /// Appends a group and returns its address.
  mutating func addGroup(_ links: [(name: String, address: Int)]) -> Int {
    var messages: [UInt8] = [0x02, 18, 0, 0, 0, 0] + [UInt8](repeating: 0xff, count: 16)
    messages += [0x0a, 6, 0, 1, 0, 1, 0xff, 0xff, 0, 0]
    for link in links {
      let name = Array(link.name.utf8)
      let body = [1, 0x10, 1, UInt8(name.count)] + name + little(UInt64(link.address), 8)
      messages += [0x06] + little(UInt64(body.count), 2) + [0] + body
    }
    return addHeader(messages)
  }

  /// Appends an object header of version 2 and returns its address.
  mutating func addHeader(_ messages: [UInt8]) -> Int {
    let address = bytes.count
    appendChecked(
      Array("OHDR".utf8) + [2, 0x12, 0xff, 0xff, 0, 0] + little(UInt64(messages.count), 4)
        + messages)
    return address
  }

  /// The finished file, with the root group at `root` and `byteCount` as its declared size.
  func finished(root: Int, byteCount: Int? = nil) -> [UInt8] {
    var superblock: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 2, 8, 8, 0]
    superblock += little(0, 8) + little(.max, 8)
    superblock += little(UInt64(byteCount ?? bytes.count), 8) + little(UInt64(root), 8)
    superblock += little(UInt64(Lookup3.hash(superblock[...])), 4)
    return superblock + bytes.dropFirst(48)
  }

  private mutating func appendChecked(_ structure: [UInt8]) {
    bytes += structure + little(UInt64(Lookup3.hash(structure[...])), 4)
  }

  /// An integer in little-endian bytes.
  func little(_ value: UInt64, _ byteCount: UInt64) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}

/// A file that claims to be larger than its bytes; the rest reads as zeros.
struct SparseByteSource: ByteSource {
  let bytes: [UInt8]
  let byteCount: Int

  func read(at offset: Int, count: Int) throws(CanonicalHDF5Error) -> [UInt8] {
    precondition(offset >= 0 && count >= 0 && offset <= byteCount - count)
    let present =
      offset < bytes.count ? Array(bytes[offset..<min(offset + count, bytes.count)]) : []
    return present + [UInt8](repeating: 0, count: count - present.count)
  }
}
