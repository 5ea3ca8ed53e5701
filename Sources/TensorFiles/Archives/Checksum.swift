internal import CZlib

/// CRC-32, as gzip and ZIP define it, of bytes that come piece by piece.
struct Checksum: Sendable {
  private(set) var value: UInt32 = 0

  /// Goes on with further bytes.
  mutating func update(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while !rest.isEmpty {
      let piece = rest.prefix(1 << 30)
      value = unsafe piece.withUnsafeBufferPointer { buffer in
        UInt32(
          truncatingIfNeeded: unsafe crc32(uLong(value), buffer.baseAddress, UInt32(buffer.count)))
      }
      rest = rest.dropFirst(piece.count)
    }
  }
}
