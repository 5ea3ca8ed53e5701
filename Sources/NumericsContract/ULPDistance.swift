/// Counts the representable numbers between two numbers of one format.
public enum ULPDistance {
  /// Returns |o(a) − o(b)|, where o(x) is the magnitude bits of x, negated when the sign bit is set.
  ///
  /// Neighbouring numbers are 1 apart, also across a power of two and from the largest finite number
  /// to infinity; +0 and −0 are 0 apart.
  ///
  /// **Numerics** Every NaN counts as the canonical NaN, so two NaNs are 0 apart and a NaN is as far
  /// from a number as the difference of their encodings.
  @inlinable
  public static func between<Number: ContractFloat>(_ a: Number, _ b: Number) -> UInt64 {
    let left = ordinal(a)
    let right = ordinal(b)
    // Two's complement subtraction is exact modulo 2⁶⁴, and the true distance is below 2⁶⁴.
    return UInt64(bitPattern: left >= right ? left &- right : right &- left)
  }

  @inlinable
  static func ordinal<Number: ContractFloat>(_ number: Number) -> Int64 {
    let bits = number.canonicalBits
    let magnitude = Int64(bits & ~Number.signMask)
    return bits & Number.signMask == 0 ? magnitude : -magnitude
  }
}
