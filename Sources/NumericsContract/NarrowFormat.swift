/// A binary floating-point format of 16 bits: storage for numbers that are computed in binary32.
public struct NarrowFormat: Sendable {
  /// Bits of the exponent field.
  public let exponentBits: Int
  /// Stored bits of the fraction.
  public let fractionBits: Int

  /// IEEE 754 binary16.
  public static let binary16 = NarrowFormat(exponentBits: 5, fractionBits: 10)
  /// The upper half of a binary32.
  public static let bfloat16 = NarrowFormat(exponentBits: 8, fractionBits: 7)

  private var bias: Int { 1 << (exponentBits - 1) - 1 }
  private var leastExponent: Int { 1 - bias }
  private var fractionMask: Int { 1 << fractionBits - 1 }

  /// The bits of +∞; larger ones, the sign apart, are NaNs.
  public var infinityBits: UInt16 { UInt16((1 << exponentBits - 1) << fractionBits) }

  /// The bits of the one NaN that is ever observed (NUM-089).
  public var canonicalNaNBits: UInt16 { infinityBits | UInt16(1 << (fractionBits - 1)) }

  /// The bits of a number, rounded once.
  ///
  /// **Numerics** To nearest, ties to even; subnormal results are kept; what rounds beyond the largest
  /// number is ±∞; zeros keep their sign; NaN is canonical.
  public func bits(rounding number: Double) -> UInt16 {
    if number.isNaN { return canonicalNaNBits }
    let sign: UInt16 = number.sign == .minus ? 0x8000 : 0
    let magnitude = number.magnitude
    if magnitude == 0 { return sign }
    if magnitude.isInfinite { return sign | infinityBits }
    // The distance between neighbours is a power of two, so the quotient is exact.
    let exponent = max(Int(magnitude.exponent), leastExponent)
    let unit = Double(sign: .plus, exponent: exponent - fractionBits, significand: 1)
    let steps = (magnitude / unit).rounded(.toNearestOrEven)
    // Steps count on from the bits of the exponent's first number, also into the next exponent.
    let first = exponent == leastExponent ? 0 : (exponent - leastExponent) << fractionBits
    return sign | UInt16(min(first + Int(steps), Int(infinityBits)))
  }

  /// The number with given bits, exactly; NaN is canonical.
  public func number(bits: UInt16) -> Double {
    let magnitude = Int(bits & 0x7FFF)
    if magnitude > Int(infinityBits) { return .canonicalNaN }
    let field = magnitude >> fractionBits
    let fraction = magnitude & fractionMask
    let value: Double
    if magnitude == Int(infinityBits) {
      value = .infinity
    } else {
      let steps = field == 0 ? fraction : fraction + 1 << fractionBits
      value =
        Double(steps)
        * Double(
          sign: .plus, exponent: max(field, 1) - 1 + leastExponent - fractionBits, significand: 1)
    }
    return bits & 0x8000 == 0 ? value : -value
  }
}

extension ElementType {
  /// The narrow format of the elements; nil for other types.
  public var narrowFormat: NarrowFormat? {
    switch self {
    case .float16: .binary16
    case .bfloat16: .bfloat16
    default: nil
    }
  }
}
