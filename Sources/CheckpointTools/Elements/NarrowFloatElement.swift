internal import CanonicalJSON
internal import CommandLineKit
internal import NumericsContract

/// A floating-point format of 16 bits.
protocol NarrowFormat: Sendable {
  /// The bits of +∞, which are also the mask of the exponent.
  static var infinityBits: UInt16 { get }
  /// The bits of the canonical NaN.
  static var canonicalNaNBits: UInt16 { get }
  /// Returns the number that bits encode, which every binary32 holds exactly.
  static func widened(_ bits: UInt16) -> Float
}

/// IEEE 754 binary16.
enum HalfFormat: NarrowFormat {
  static let infinityBits: UInt16 = 0x7C00
  static let canonicalNaNBits: UInt16 = 0x7E00

  static func widened(_ bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits & 0x7C00) >> 10
    let fraction = UInt32(bits & 0x03FF)
    if exponent == 0 {
      // fraction · 2⁻²⁴ is exact: ten bits times a power of two.
      let magnitude = Float(fraction) * Float(sign: .plus, exponent: -24, significand: 1)
      return Float(bitPattern: magnitude.bitPattern | sign)
    }
    let wide = exponent == 31 ? 255 : exponent + 112
    return Float(bitPattern: sign | wide << 23 | fraction << 13)
  }
}

/// The upper half of a binary32.
enum BrainFormat: NarrowFormat {
  static let infinityBits: UInt16 = 0x7F80
  static let canonicalNaNBits: UInt16 = 0x7FC0

  static func widened(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }
}

/// A binary16 or bfloat16 number.
struct NarrowFloatElement<Format: NarrowFormat>: StoredElement {
  static var hasNaN: Bool { true }
  static var hasExactReals: Bool { true }

  let bits: UInt16

  init(bits: UInt16) {
    self.bits = bits & 0x7FFF > Format.infinityBits ? Format.canonicalNaNBits : bits
  }

  private var magnitudeBits: UInt16 { bits & 0x7FFF }
  private var number: Float { Format.widened(bits) }

  var real: Double { Double(number) }
  var isNaN: Bool { magnitudeBits > Format.infinityBits }
  var isSubnormal: Bool { magnitudeBits != 0 && magnitudeBits & Format.infinityBits == 0 }
  var isNegativeZero: Bool { bits == 0x8000 }
  /// Digits of the binary32 of the same value: a few more than the narrow format needs.
  var text: String { NumberText.shortest(number) }
  var json: JSONValue { .real(real) }

  func distance(to other: Self) -> UInt16 {
    let (a, b) = (ordinal, other.ordinal)
    return a > b ? a &- b : b &- a
  }

  /// The place on the number line, by sums alone: a choice would keep vector instructions away.
  private var ordinal: UInt16 {
    let isNegative = 0 &- (bits &>> 15)
    return ((magnitudeBits ^ isNegative) &- isNegative) &+ 0x8000
  }

  func absoluteDifference(from other: Self) -> Double { (real - other.real).magnitude }

  func precedes(_ other: Self) -> Bool { number < other.number }
}
