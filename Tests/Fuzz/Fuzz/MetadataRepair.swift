@testable import CanonicalHDF5

/// Puts checksums of HDF5's structures right, wherever a mutant has them, so that it gets past the
/// first look.
enum MetadataRepair {
  private static let superblockByteCount = 48
  private static let endPlace = 28
  private static let checksumByteCount = 4
  private static let continuation: UInt8 = 0x10

  /// Makes every checksum that of its structure, and the size of the file what it is.
  static func repair(_ bytes: inout [UInt8]) {
    guard bytes.count >= superblockByteCount else { return }
    put(UInt64(bytes.count), byteCount: 8, at: endPlace, in: &bytes)
    for structure in structures(of: bytes) {
      let end = structure.upperBound - checksumByteCount
      put(
        UInt64(Lookup3.hash(bytes[structure.lowerBound..<end])), byteCount: checksumByteCount,
        at: end, in: &bytes)
    }
  }

  /// The superblock, whatever starts like an object header, and the continuations that those name;
  /// each ends with a checksum.
  static func structures(of bytes: [UInt8]) -> [Range<Int>] {
    guard bytes.count >= superblockByteCount else { return [] }
    var structures = [0..<superblockByteCount]
    for place in superblockByteCount..<bytes.count
    where bytes[place] == UInt8(ascii: "O") && isMark("OHDR", at: place, in: bytes) {
      guard let (whole, messages) = header(at: place, in: bytes) else { continue }
      structures.append(whole)
      var pending = [messages]
      // A mutant's continuations may go round in circles.
      for index in 0..<16 where index < pending.count {
        for block in continuations(in: pending[index], of: bytes) {
          structures.append(block)
          pending.append(block.lowerBound + 4..<block.upperBound - checksumByteCount)
        }
      }
    }
    return structures
  }

  /// An object header of version 2, and its messages.
  private static func header(
    at place: Int, in bytes: [UInt8]
  ) -> (whole: Range<Int>, messages: Range<Int>)? {
    guard place + 16 <= bytes.count else { return nil }
    let flags = bytes[place + 5]
    // Times and phase change values, if they are stored, come before the size.
    let sizePlace = place + 6 + (flags & 0x20 == 0 ? 0 : 16) + (flags & 0x10 == 0 ? 0 : 4)
    guard let size = number(1 << Int(flags & 3), at: sizePlace, in: bytes) else { return nil }
    let start = sizePlace + 1 << Int(flags & 3)
    guard size <= bytes.count - start - checksumByteCount else { return nil }
    return (place..<start + size + checksumByteCount, start..<start + size)
  }

  private static func continuations(in messages: Range<Int>, of bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var place = messages.lowerBound
    while place + 4 <= messages.upperBound, let size = number(2, at: place + 1, in: bytes) {
      if bytes[place] == continuation, let start = number(8, at: place + 4, in: bytes),
        let count = number(8, at: place + 12, in: bytes), count >= 8, start <= bytes.count,
        count <= bytes.count - start, isMark("OCHK", at: start, in: bytes)
      {
        found.append(start..<start + count)
      }
      place += 4 + size
    }
    return found
  }

  private static func isMark(_ mark: String, at place: Int, in bytes: [UInt8]) -> Bool {
    bytes[place...].starts(with: mark.utf8)
  }

  /// A little-endian number; nil outside the bytes, or beyond the range of Int.
  private static func number(_ byteCount: Int, at place: Int, in bytes: [UInt8]) -> Int? {
    guard place <= bytes.count - byteCount else { return nil }
    return Int(
      exactly: bytes[place..<place + byteCount].reversed().reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      })
  }

  private static func put(
    _ number: UInt64, byteCount: Int, at place: Int, in bytes: inout [UInt8]
  ) {
    for byte in 0..<byteCount {
      bytes[place + byte] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(byte)))
    }
  }
}
