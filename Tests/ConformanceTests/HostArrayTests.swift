import NumericsContract
import Testing

/// What all comparisons of the table rest on.
struct HostArrayTests {
  private static let count = 5

  /// Elements of which each has other bytes, none a NaN.
  private static func distinct(_ type: ElementType) -> HostArray {
    HostArray(type, bytes: (0..<count * type.byteCount).map { UInt8($0 + 1) })
  }

  @Test(
    "an element has the bits of its bytes, the first of them lowest",
    arguments: ElementType.allCases)
  func bits(type: ElementType) {
    let array = Self.distinct(type)
    for index in 0..<Self.count {
      var expected: UInt64 = 0
      for byte in (0..<type.byteCount).reversed() {
        expected = expected << 8 | UInt64(index * type.byteCount + byte + 1)
      }
      #expect(array.bits(at: index) == expected)
    }
    let elements = (0..<Self.count).map(array.bits)
    #expect(HostArray(type, truncating: elements).bytes == array.bytes)
  }

  @Test(
    "a bit that differs is found in its element, wherever it is", arguments: ElementType.allCases)
  func differences(type: ElementType) {
    let array = Self.distinct(type)
    #expect(array.firstDifference(from: array, exact: false) == nil)
    for bit in 0..<8 * array.bytes.count {
      var bytes = array.bytes
      bytes[bit / 8] ^= 1 << (bit % 8)
      let other = HostArray(type, bytes: bytes)
      for exact in [false, true] {
        #expect(
          array.firstDifference(from: other, exact: exact) == bit / 8 / type.byteCount,
          "bit \(bit), exact: \(exact)")
      }
    }
  }

  @Test("NUM-009: NaNs are equal unless payloads count, and equal to nothing else")
  func payloads() {
    let singles = [UInt32(0x7FC0_0000), 0xFFC0_1234, 0x7F80_0000].map { bits in
      HostArray(.float32, words: [0, bits])
    }
    let doubles = [UInt64(0x7FF8 << 48), 0xFFF8 << 48 | 5, 0x7FF0 << 48].map { bits in
      HostArray(.float64, words: [0, bits])
    }
    for arrays in [singles, doubles] {
      #expect(arrays[0].firstDifference(from: arrays[1], exact: false) == nil)
      #expect(arrays[0].firstDifference(from: arrays[1], exact: true) == 1)
      #expect(arrays[0].firstDifference(from: arrays[2], exact: false) == 1)
    }
  }
}
