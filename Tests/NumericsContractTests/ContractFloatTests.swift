import NumericsContract
import Testing

@Suite struct ContractFloatTests {
  @Test(
    "NaN: every NaN of binary32 becomes 0x7fc00000",
    arguments: [0x7FC0_0000, 0xFFC0_0000, 0x7FFF_FFFF, 0x7F80_0001, 0xFF80_0001] as [UInt32])
  func canonicalFloatNaN(bits: UInt32) {
    #expect(Float.isNaN(bits: bits))
    #expect(Float.canonicalBits(bits) == 0x7FC0_0000)
    #expect(Float(bitPattern: bits).canonicalBits == 0x7FC0_0000)
    #expect(Float(bitPattern: bits).canonicalized.bitPattern == 0x7FC0_0000)
  }

  @Test("NaN: every NaN of binary64 becomes 0x7ff8000000000000")
  func canonicalDoubleNaN() {
    for bits in [0xFFF8_0000_0000_0000, 0x7FF0_0000_0000_0001, UInt64.max] {
      #expect(Double.canonicalBits(bits) == 0x7FF8_0000_0000_0000)
    }
  }

  @Test("NaN: the bits of numbers, zeros and infinities stay as they are")
  func otherBits() {
    for number in [0, -0.0, 1, -1, .infinity, -.infinity, .leastNonzeroMagnitude] as [Float] {
      #expect(number.canonicalBits == number.bitPattern)
    }
    for number in [0, -0.0, 1, -1, .infinity, -.infinity, .leastNonzeroMagnitude] as [Double] {
      #expect(number.canonicalBits == number.bitPattern)
    }
  }

  @Test("Maximum: +0 is larger than -0 and a NaN wins, whatever the order")
  func maximum() {
    let ascending: [Float] = [
      -.infinity, -1, -.leastNonzeroMagnitude, -0.0, 0.0, .leastNonzeroMagnitude, 1, .infinity,
      .nan,
    ]
    for (lower, a) in ascending.enumerated() {
      for b in ascending[lower...] {
        #expect(Float.ieeeMaximum(a, b).bitPattern == b.canonicalBits)
        #expect(Float.ieeeMaximum(b, a).bitPattern == b.canonicalBits)
      }
    }
    #expect(Float.ieeeMaximum(1, Float(bitPattern: 0xFFC0_0001)).bitPattern == 0x7FC0_0000)
  }

  @Test("ULP: distances between neighbours, zeros, signs, infinities and NaNs")
  func ulpDistance() {
    #expect(ULPDistance.between(1 as Float, 1) == 0)
    #expect(ULPDistance.between(0.0 as Float, -0.0) == 0)
    #expect(ULPDistance.between(1 as Float, (1 as Float).nextUp) == 1)
    #expect(ULPDistance.between((1 as Float).nextDown, (1 as Float).nextUp) == 2)
    #expect(ULPDistance.between(-.leastNonzeroMagnitude, .leastNonzeroMagnitude as Float) == 2)
    #expect(ULPDistance.between(.greatestFiniteMagnitude, .infinity as Float) == 1)
    #expect(ULPDistance.between(-.infinity, .infinity as Float) == 0xFF00_0000)
    #expect(ULPDistance.between(-.infinity, .infinity as Double) == 0xFFE0_0000_0000_0000)
    #expect(ULPDistance.between(.nan, Float(bitPattern: 0xFFFF_FFFF)) == 0)
    #expect(ULPDistance.between(.nan, .infinity as Float) == 0x0040_0000)
    #expect(ULPDistance.between(.nan, -.infinity as Double) == 0xFFE8_0000_0000_0000)
  }
}
