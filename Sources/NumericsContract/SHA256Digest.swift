/// The 32 bytes of a SHA-256 digest.
public struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
  /// Bytes in a digest.
  public static let byteCount = 32

  let storage: SIMD32<UInt8>

  init(storage: SIMD32<UInt8>) {
    self.storage = storage
  }

  /// Wraps 32 bytes, or returns nil when there are fewer or more.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == SHA256Digest.byteCount else { return nil }
    storage = SIMD32(bytes)
  }

  /// Reads 64 hexadecimal digits of either case, or returns nil when `hex` is anything else.
  public init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count == 2 * SHA256Digest.byteCount else { return nil }
    var storage = SIMD32<UInt8>()
    for index in 0..<SHA256Digest.byteCount {
      guard let high = SHA256Digest.value(ofDigit: digits[2 * index]),
        let low = SHA256Digest.value(ofDigit: digits[2 * index + 1])
      else { return nil }
      storage[index] = high << 4 | low
    }
    self.storage = storage
  }

  /// Returns the digest of `bytes`.
  public static func digest(of bytes: [UInt8]) -> SHA256Digest {
    var hasher = SHA256Hasher()
    hasher.update(bytes: bytes)
    return hasher.finalize()
  }

  /// The digest's bytes, first to last.
  public var bytes: [UInt8] { unsafe withUnsafeBytes(of: storage) { unsafe Array($0) } }

  /// 64 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  private static func value(ofDigit digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
