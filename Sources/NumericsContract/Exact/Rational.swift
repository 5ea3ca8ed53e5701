/// A quotient of two integers of any size: what a formula has before its one rounding.
///
///     let rSquared = Rational(1) - residual / total
///     rSquared.rounded()
public struct Rational: Sendable {
  /// Carries the sign.
  public let numerator: BigInteger
  /// Above 0.
  public let denominator: BigInteger

  /// Creates a quotient; common factors of 2 are taken out, others stay.
  ///
  /// - Precondition: the denominator is not 0.
  public init(_ numerator: BigInteger, over denominator: BigInteger) {
    precondition(!denominator.isZero, "a quotient with the denominator 0")
    let twos =
      numerator.isZero
      ? denominator.trailingZeroBitCount
      : min(numerator.trailingZeroBitCount, denominator.trailingZeroBitCount)
    self.numerator = (denominator.isNegative ? -numerator : numerator) >> twos
    self.denominator = denominator.magnitude >> twos
  }

  /// Creates a whole number.
  public init(_ value: some BinaryInteger) {
    self.init(BigInteger(value), over: BigInteger(1))
  }

  /// Creates the number that a finite binary64 number is, exactly.
  public init(exactly number: Double) {
    precondition(number.isFinite, "\(number) is not a quotient of integers")
    // A finite number is a whole number of its last places, the smallest of which is 2⁻¹⁰⁷⁴.
    let place = Int(number.ulp.exponent)
    let steps = BigInteger(Int64(Double(sign: .plus, exponent: -place, significand: number)))
    self.init(place < 0 ? steps : steps << place, over: BigInteger(1) << max(0, -place))
  }

  /// Whether the quotient is 0.
  public var isZero: Bool { numerator.isZero }

  /// Whether the quotient is below 0.
  public var isNegative: Bool { numerator.isNegative }

  /// The sum, exactly.
  public static func + (left: Rational, right: Rational) -> Rational {
    Rational(
      left.numerator * right.denominator + right.numerator * left.denominator,
      over: left.denominator * right.denominator)
  }

  /// The difference, exactly.
  public static func - (left: Rational, right: Rational) -> Rational {
    left + Rational(-right.numerator, over: right.denominator)
  }

  /// The product, exactly.
  public static func * (left: Rational, right: Rational) -> Rational {
    Rational(
      left.numerator * right.numerator, over: left.denominator * right.denominator)
  }

  /// The quotient, exactly.
  ///
  /// - Precondition: the divisor is not 0.
  public static func / (left: Rational, right: Rational) -> Rational {
    Rational(
      left.numerator * right.denominator, over: left.denominator * right.numerator)
  }
}
