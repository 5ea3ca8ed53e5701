import Testing

@testable import TensorBoard

@Suite("Cyclic redundancy code")
struct CyclicRedundancyCodeTests {
  @Test("both codes have their check values for the nine digits, and 0 for nothing")
  func digits() {
    #expect(CyclicRedundancyCode.crc32("123456789".utf8) == 0xCBF4_3926)
    #expect(CyclicRedundancyCode.crc32C("123456789".utf8) == 0xE306_9283)
    #expect(CyclicRedundancyCode.crc32([]) == 0)
    #expect(CyclicRedundancyCode.crc32C([]) == 0)
  }

  @Test("CRC-32C has the values of RFC 3720's examples")
  func examples() {
    let ascending = (0..<32).map { UInt8($0) }
    #expect(CyclicRedundancyCode.crc32C([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CyclicRedundancyCode.crc32C([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CyclicRedundancyCode.crc32C(ascending) == 0x46DD_794E)
    #expect(CyclicRedundancyCode.crc32C(ascending.reversed()) == 0x113F_DB5C)
  }
}
