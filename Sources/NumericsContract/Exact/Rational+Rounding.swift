extension Double {
  /// The magnitude `leading · 2^exponent`, or a little more, rounded once to nearest, ties to even.
  ///
  /// - Parameter hasMore: Whether something below `2^exponent` is to be added; then `leading` has at
  ///   least 55 bits, so that only the side of a tie can depend on it.
  init(leading: UInt64, exponent: Int, hasMore: Bool) {
    let width = 64 - leading.leadingZeroBitCount
    precondition(!hasMore || width >= 55, "\(width) bits do not decide a rounding")
    // The distance between the neighbours of the result.
    let place = max(exponent + width - 53, -1074)
    let dropped = place - exponent
    if dropped <= 0 {
      self.init(sign: .plus, exponent: exponent, significand: Double(leading))
    } else if dropped > 64 {
      self = 0
    } else {
      let kept = dropped == 64 ? 0 : leading >> UInt64(dropped)
      let rest = dropped == 64 ? leading : leading & (1 << UInt64(dropped) - 1)
      let half: UInt64 = 1 << UInt64(dropped - 1)
      let isUp = rest > half || rest == half && (hasMore || kept & 1 == 1)
      self.init(sign: .plus, exponent: place, significand: Double(isUp ? kept + 1 : kept))
    }
  }

  /// The integer times a power of two, rounded once to nearest, ties to even; 0 is +0.
  init(_ integer: BigInteger, exponent: Int = 0) {
    let surplus = max(0, integer.bitWidth - 64)
    let magnitude = Double(
      leading: (integer.magnitude >> surplus).words.first ?? 0, exponent: exponent + surplus,
      hasMore: !integer.isZero && integer.trailingZeroBitCount < surplus)
    self = integer.isNegative ? -magnitude : magnitude
  }
}

extension Rational {
  /// The binary64 number nearest to the quotient or to its root of a degree, ties to even.
  ///
  /// **Numerics** One rounding; 0 gives +0, too large a value ±∞, subnormal results are kept.
  ///
  /// - Precondition: a negative quotient has no root but that of degree 1.
  public func rounded(root degree: Int = 1) -> Double {
    precondition(degree >= 1, "a root of degree \(degree)")
    precondition(!isNegative || degree == 1, "a root of a negative quotient")
    if isZero { return 0 }
    let (root, exponent, isExact) = leadingBits(61, root: degree)
    let magnitude = Double(leading: root.words[0], exponent: exponent, hasMore: !isExact)
    return isNegative ? -magnitude : magnitude
  }

  /// The magnitude's root as an integer of `count` to `count + 2` bits, cut down, times 2^exponent.
  func leadingBits(
    _ count: Int, root degree: Int
  ) -> (integer: BigInteger, exponent: Int, isExact: Bool) {
    // |quotient| lies between 2^(width − 1) and 2^(width + 1).
    let width = numerator.bitWidth - denominator.bitWidth
    let exponent = ((width - 1).flooredQuotient(by: degree)) - (count - 1)
    let target = exponent < 0 ? numerator.magnitude << (-exponent * degree) : numerator.magnitude
    let unit = exponent < 0 ? denominator : denominator << (exponent * degree)
    func reached(by root: BigInteger) -> BigInteger {
      (0..<degree).reduce(unit) { power, _ in power * root }
    }
    if degree == 1 {
      let quotient = target / unit
      return (quotient, exponent, reached(by: quotient) == target)
    }
    var root = BigInteger.zero
    for bit in (0..<count + 2).reversed() {
      let candidate = root + BigInteger(1) << bit
      if reached(by: candidate) <= target { root = candidate }
    }
    return (root, exponent, reached(by: root) == target)
  }
}

extension Int {
  /// The quotient, rounded down also below 0.
  fileprivate func flooredQuotient(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
