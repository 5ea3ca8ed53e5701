extension Rational {
  /// The binary64 number nearest to `e^exponent` times this number's root of a degree, ties to even.
  ///
  /// **Numerics** One rounding of the real number. `e^r` is transcendental for a rational `r ≠ 0`
  /// (Hermite, Lindemann), so the product is never a tie, and an enclosure that is made narrower
  /// and narrower rounds to one number in the end; the first one nearly always does.
  ///
  /// - Precondition: this number is 0 or between 2⁻¹⁰⁰⁰ and 2¹⁰⁰⁰.
  ///
  /// **Reference** A. Ziv, "Fast evaluation of elementary mathematical functions with correctly
  /// rounded last bit", 1991.
  public func rounded(root degree: Int = 1, timesExponentialOf exponent: Rational) -> Double {
    if isZero || exponent.isZero { return rounded(root: degree) }
    // e^2048 is above 2^2900: no root brings it back, and its inverse is as small.
    if exponent.numerator.bitWidth - exponent.denominator.bitWidth > 11 {
      return exponent.isNegative ? 0 : .infinity
    }
    var bits = 192
    while true {
      let root = leadingBits(bits, root: degree)
      let power = exponent.exponential(bits: bits)
      let product = root.integer * power.integer
      let error = product >> (bits - Rational.lostBits)
      let scale = root.exponent + power.exponent
      let lower = Double(product - error, exponent: scale)
      if lower == Double(product + error, exponent: scale) { return lower }
      bits *= 2
    }
  }

  /// Of `bits` leading bits, those that an exponential and a root may have wrong.
  ///
  /// `exponential` halves the argument 20 times, so that |r| < 2⁻⁸; its series has at most bits ÷ 8 + 2
  /// terms that are cut twice each, which leaves fewer than `bits` units; each of 20 squarings doubles
  /// the relative error and cuts once: less than (bits + 1) · 2²¹ units, and one more for the root.
  /// That is below 2⁴⁰ for any number of bits below 2¹⁸.
  private static let lostBits = 40

  /// e to this power, as an integer of bits + 1 bits times a power of two.
  private func exponential(bits: Int) -> (integer: BigInteger, exponent: Int) {
    let halvings = 20
    let argument = (numerator << bits) / (denominator << halvings)
    var term = BigInteger(1) << bits
    var sum = term
    var index = 1
    while !term.isZero {
      term = (term * argument) >> bits / BigInteger(index)
      sum = sum + term
      index += 1
    }
    var exponent = -bits
    for _ in 0..<halvings {
      let square = sum * sum
      let surplus = square.bitWidth - (bits + 1)
      sum = square >> surplus
      exponent = 2 * exponent + surplus
    }
    return (sum, exponent)
  }
}
