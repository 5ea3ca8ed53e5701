internal import Crypto

/// Computes a SHA-256 digest piece by piece, with every number fed in little-endian order.
///
/// A hasher is a value: a copy goes on independently, so `finalize()` can be called at any point.
public struct SHA256Hasher: Sendable {
  private var sha256 = SHA256()

  /// Starts a digest of nothing.
  public init() {}

  /// Appends raw memory.
  public mutating func update(bytes: UnsafeRawBufferPointer) {
    unsafe sha256.update(bufferPointer: bytes)
  }

  /// Appends bytes.
  public mutating func update(bytes: [UInt8]) { update(bytes: bytes[...]) }

  /// Appends bytes.
  public mutating func update(bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe sha256.update(bufferPointer: $0) }
  }

  /// Appends the 32 bytes of another digest.
  public mutating func update(_ digest: SHA256Digest) { append(digest.storage) }

  /// Appends one byte.
  public mutating func update(byte: UInt8) { append(byte) }

  /// Appends the four bytes of `le32`, least significant first.
  public mutating func update(le32: UInt32) { append(le32.littleEndian) }

  /// Appends the eight bytes of `le64`, least significant first.
  public mutating func update(le64: UInt64) { append(le64.littleEndian) }

  /// Appends the UTF-8 bytes of `utf8`, with neither a length nor an end mark.
  public mutating func update(utf8: String) { update(bytes: Array(utf8.utf8)) }

  /// Appends integers as little-endian 32-bit two's complement.
  public mutating func update(int32s: [Int32]) {
    // The copy is needed only where the bytes in memory are not the bytes to hash.
    let words = Int32(1).littleEndian == 1 ? int32s : int32s.map { $0.littleEndian }
    unsafe words.withUnsafeBytes { unsafe sha256.update(bufferPointer: $0) }
  }

  /// Appends binary floating-point numbers as their little-endian bits.
  ///
  /// **Numerics** Every NaN is hashed as the canonical NaN; −0 and +0 differ.
  @inlinable
  public mutating func update<Element: ContractFloat>(floats: [Element]) {
    // The copy is needed only where the bytes in memory are not the bytes to hash.
    let isBigEndian = Element.Bits(1).littleEndian != 1
    // A count, not the first NaN: without an early end the loop becomes vector instructions.
    var nanCount = 0
    for element in floats { nanCount &+= element.isNaN ? 1 : 0 }
    if isBigEndian || nanCount > 0 {
      let words = floats.map { $0.canonicalBits.littleEndian }
      unsafe words.withUnsafeBytes { unsafe update(bytes: $0) }
    } else {
      unsafe floats.withUnsafeBytes { unsafe update(bytes: $0) }
    }
  }

  /// Returns the digest of everything appended so far.
  public func finalize() -> SHA256Digest {
    unsafe sha256.finalize().withUnsafeBytes { bytes in
      precondition(
        bytes.count == SHA256Digest.byteCount,
        "SHA-256 has 32 bytes, but the library returned \(bytes.count)")
      return unsafe SHA256Digest(storage: bytes.loadUnaligned(as: SIMD32<UInt8>.self))
    }
  }

  private mutating func append<Word: BitwiseCopyable>(_ word: Word) {
    unsafe withUnsafeBytes(of: word) { unsafe sha256.update(bufferPointer: $0) }
  }
}
