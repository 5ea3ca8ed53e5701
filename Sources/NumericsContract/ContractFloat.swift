/// A binary floating-point type that the numerics contract computes with: `Float` or `Double`.
///
/// NaN payload and sign are no part of the contract (processors produce different ones), so bits are
/// canonical wherever they are observed: in a digest, in a file, in a comparison.
public protocol ContractFloat: BinaryFloatingPoint, Sendable {
  /// An unsigned integer as wide as the type.
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & Sendable

  /// The bits of the one NaN that is ever observed: quiet, positive, payload zero.
  static var canonicalNaNBits: Bits { get }

  /// The IEEE 754 encoding, as it is in memory.
  var bitPattern: Bits { get }

  /// The number with an IEEE 754 encoding.
  init(bitPattern: Bits)
}

extension ContractFloat {
  /// The NaN whose bits are `canonicalNaNBits`.
  @inlinable
  public static var canonicalNaN: Self { Self(bitPattern: canonicalNaNBits) }

  /// Whether `bits` encode a NaN, decided on integers so that no instruction can quiet it.
  @inlinable
  public static func isNaN(bits: Bits) -> Bool {
    bits & ~signMask > infinityBits
  }

  /// Returns `bits`, or the canonical NaN's bits when they encode any NaN.
  @inlinable
  public static func canonicalBits(_ bits: Bits) -> Bits {
    isNaN(bits: bits) ? canonicalNaNBits : bits
  }

  /// The encoding with every NaN made canonical.
  @inlinable
  public var canonicalBits: Bits { Self.canonicalBits(bitPattern) }

  /// The number with every NaN made canonical.
  @inlinable
  public var canonicalized: Self { Self(bitPattern: canonicalBits) }

  @inlinable static var signMask: Bits { 1 << (Bits.bitWidth - 1) }
  @inlinable static var infinityBits: Bits { Self.infinity.bitPattern }

  /// Returns the larger of two numbers: the IEEE 754-2019 operation *maximum*.
  ///
  /// **Numerics** A NaN operand gives the canonical NaN; +0 is larger than −0. The result does not
  /// depend on the order of the operands, so a maximum over many elements needs no fixed order.
  ///
  /// **Reference** IEEE 754-2019, 9.6.
  @inlinable
  public static func ieeeMaximum(_ a: Self, _ b: Self) -> Self {
    if a.isNaN || b.isNaN { return canonicalNaN }
    if a == b { return Self(bitPattern: a.bitPattern & b.bitPattern) }
    return a > b ? a : b
  }

  /// Returns the smaller of two numbers: the IEEE 754-2019 operation *minimum*.
  ///
  /// **Numerics** A NaN operand gives the canonical NaN; −0 is smaller than +0. Needs no order either.
  ///
  /// **Reference** IEEE 754-2019, 9.6.
  @inlinable
  public static func ieeeMinimum(_ a: Self, _ b: Self) -> Self {
    if a.isNaN || b.isNaN { return canonicalNaN }
    if a == b { return Self(bitPattern: a.bitPattern | b.bitPattern) }
    return a < b ? a : b
  }
}

extension Float: ContractFloat {
  /// `0x7fc00000`.
  @inlinable
  public static var canonicalNaNBits: UInt32 { 0x7FC0_0000 }
}

extension Double: ContractFloat {
  /// `0x7ff8000000000000`.
  @inlinable
  public static var canonicalNaNBits: UInt64 { 0x7FF8_0000_0000_0000 }
}
