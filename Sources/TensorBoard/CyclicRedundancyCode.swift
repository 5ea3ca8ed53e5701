/// A cyclic redundancy code of 32 bits, lowest bit first: begins and ends with all bits flipped.
///
/// **Reference** ISO/IEC 15948 (PNG), annex D, for the CRC-32; RFC 3720, appendix B, for the CRC-32C.
struct CyclicRedundancyCode: Sendable {
  /// CRC-32, which PNG files use.
  static let crc32 = CyclicRedundancyCode(reflectedPolynomial: 0xEDB8_8320)
  /// CRC-32C, with Castagnoli's polynomial, which event files use.
  static let crc32C = CyclicRedundancyCode(reflectedPolynomial: 0x82F6_3B78)

  /// The remainder of each byte.
  private let table: [UInt32]

  private init(reflectedPolynomial polynomial: UInt32) {
    table = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { rest, _ in
        rest & 1 == 0 ? rest >> 1 : rest >> 1 ^ polynomial
      }
    }
  }

  /// The code of some bytes.
  func callAsFunction(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var rest = UInt32.max
    for byte in bytes { rest = rest >> 8 ^ table[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] }
    return ~rest
  }
}
