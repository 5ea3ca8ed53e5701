/// The checksum of HDF5 metadata.
///
/// **Reference** Bob Jenkins, lookup3 (2006), `hashlittle` with the initial value 0; HDF5 File
/// Format Specification version 3.0, "Checksum". The published program is in the public domain.
package enum Lookup3 {
  /// The hash of `bytes`.
  ///
  /// **Numerics** 32-bit integers, modulo 2^32.
  package static func hash(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe hash($0) }
  }

  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var state = State(byteCount: bytes.count)
    var position = 0
    while bytes.count - position > 12 {
      unsafe state.add(word(bytes, position), word(bytes, position + 4), word(bytes, position + 8))
      state.mix()
      position += 12
    }
    guard position < bytes.count else { return state.c }
    // Missing bytes of the last block count as zeros.
    unsafe state.add(word(bytes, position), word(bytes, position + 4), word(bytes, position + 8))
    state.finish()
    return state.c
  }

  /// Four bytes, little-endian; those past the end are zero.
  private static func word(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt32 {
    if position + 4 <= bytes.count {
      return unsafe UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
    }
    var word: UInt32 = 0
    for index in stride(from: bytes.count - 1, through: position, by: -1) {
      word = unsafe word << 8 | UInt32(bytes[index])
    }
    return word
  }
}

extension Lookup3 {
  /// The three words that the hash stirs.
  private struct State {
    var a: UInt32
    var b: UInt32
    var c: UInt32

    init(byteCount: Int) {
      a = 0xdead_beef &+ UInt32(truncatingIfNeeded: byteCount)
      b = a
      c = a
    }

    mutating func add(_ first: UInt32, _ second: UInt32, _ third: UInt32) {
      a &+= first
      b &+= second
      c &+= third
    }

    /// Stirs after a block that is not the last.
    mutating func mix() {
      Self.mix(&a, &c, b, by: 4)
      Self.mix(&b, &a, c, by: 6)
      Self.mix(&c, &b, a, by: 8)
      Self.mix(&a, &c, b, by: 16)
      Self.mix(&b, &a, c, by: 19)
      Self.mix(&c, &b, a, by: 4)
    }

    /// Stirs after the last block.
    mutating func finish() {
      Self.finish(&c, b, by: 14)
      Self.finish(&a, c, by: 11)
      Self.finish(&b, a, by: 25)
      Self.finish(&c, b, by: 16)
      Self.finish(&a, c, by: 4)
      Self.finish(&b, a, by: 14)
      Self.finish(&c, b, by: 24)
    }

    /// One step of the mixing: `x` loses `y` and takes its rotated bits; then `y` gains `z`.
    private static func mix(
      _ x: inout UInt32, _ y: inout UInt32, _ z: UInt32, by count: UInt32
    ) {
      x &-= y
      x ^= rotated(y, count)
      y &+= z
    }

    private static func finish(_ x: inout UInt32, _ y: UInt32, by count: UInt32) {
      x ^= y
      x &-= rotated(y, count)
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
      word << count | word >> (32 - count)
    }
  }
}
