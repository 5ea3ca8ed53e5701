internal import CanonicalJSON
internal import NumericsContract

/// One element of a tensor as it is stored, with what every comparison and statistic asks of it.
///
/// A NaN has its canonical bits from the moment it is read.
protocol StoredElement: Sendable {
  /// An unsigned integer as wide as the element.
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & Sendable

  /// Whether the type has NaNs at all.
  static var hasNaN: Bool { get }
  /// Whether binary64 has every value, and every difference but for one rounding.
  static var hasExactReals: Bool { get }

  /// Reads an element from its bits; a NaN becomes the canonical one.
  init(bits: Bits)
  /// The bits.
  var bits: Bits { get }
  /// The value, exact except for 64-bit integers, which are rounded to nearest.
  var real: Double { get }
  /// Whether the element is a NaN.
  var isNaN: Bool { get }
  /// Whether the element is a number with a leading zero in its significand.
  var isSubnormal: Bool { get }
  /// Whether the element is the zero with a minus sign.
  var isNegativeZero: Bool { get }
  /// The shortest text that reads back as the same element.
  var text: String { get }
  /// The value for JSON: a string when it is not finite, or an integer beyond 2^53.
  var json: JSONValue { get }

  /// Representable values between two elements, by the rule of `ULPDistance`.
  func distance(to other: Self) -> Bits
  /// |a − b| in binary64.
  func absoluteDifference(from other: Self) -> Double
  /// Whether the element comes before another on the number line; false for a NaN.
  func precedes(_ other: Self) -> Bool
}

extension StoredElement {
  /// The bits in hexadecimal, with all digits.
  var bitText: String {
    let digits = String(UInt64(bits), radix: 16)
    return "0x" + String(repeating: "0", count: Bits.bitWidth / 4 - digits.count) + digits
  }

  /// Reads element `index` of little-endian bytes.
  static func load(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Self {
    unsafe Self(bits: Bits(littleEndian: raw(bytes, index)))
  }

  /// Element `index` as it is stored, also where it is a NaN.
  static func raw(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Bits {
    unsafe bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)
  }
}
