import CanonicalHDF5
import Testing

/// A file that is edited by hand, with its checksums put right afterwards.
struct HostileFile {
  private(set) var bytes: [UInt8]
  /// The structures of the file before it was edited.
  let metadata: [Range<Int>]

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    metadata = try CanonicalFile(parsing: MemoryByteSource(bytes)).metadata
  }

  /// Overwrites bytes, starting at `offset`.
  mutating func write(_ new: [UInt8], at offset: Int) {
    bytes.replaceSubrange(offset..<(offset + new.count), with: new)
  }

  /// Overwrites a 64-bit integer.
  mutating func write(_ integer: UInt64, at offset: Int) {
    write((0..<8).map { UInt8(truncatingIfNeeded: integer >> ($0 * 8)) }, at: offset)
  }

  /// The 64-bit integer at `offset`.
  func integer(at offset: Int) -> UInt64 {
    bytes[offset..<(offset + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The place of the only occurrence of `pattern` in the metadata at or after `start`.
  func offset(of pattern: [UInt8], from start: Int = 0) throws -> Int {
    let last = bytes.count - pattern.count
    return try #require(
      (start...last).first { bytes[$0..<($0 + pattern.count)].elementsEqual(pattern) })
  }

  /// The place of the object address in the link called `name`.
  func addressOffset(ofLink name: String) throws -> Int {
    let bytes = Array(name.utf8)
    let link = try offset(of: [1, 0x10, 1, UInt8(bytes.count)] + bytes)
    return link + 4 + bytes.count
  }

  /// The place of the header that the link called `name` leads to.
  func header(ofLink name: String) throws -> Int {
    Int(integer(at: try addressOffset(ofLink: name)))
  }

  /// Puts all checksums right.
  mutating func repairChecksums() {
    for range in metadata {
      let end = range.upperBound - 4
      let checksum = Lookup3.hash(bytes[range.lowerBound..<end])
      write((0..<4).map { UInt8(truncatingIfNeeded: checksum >> ($0 * 8)) }, at: end)
    }
  }

  /// The code of the error that the parser gives for the repaired file.
  mutating func code() -> CanonicalHDF5Error.Code? {
    repairChecksums()
    return refusal(of: bytes)
  }
}

/// The code of the error that the parser gives, or nothing if it accepts the file.
func refusal(of bytes: [UInt8]) -> CanonicalHDF5Error.Code? {
  refusal(of: MemoryByteSource(bytes))
}

func refusal(of source: some ByteSource) -> CanonicalHDF5Error.Code? {
  do {
    _ = try CanonicalFile(parsing: source)
    return nil
  } catch {
    return error.code
  }
}
