internal import CScalarMath

extension RandomStream {
  /// Returns a multiple of 2⁻²⁴ in [0, 1), every one equally likely.
  ///
  /// **Numerics** ⌊word ÷ 2⁸⌋ · 2⁻²⁴; conversion and product are exact.
  public func uniform(at index: Int) -> Float { RandomStream.uniform(from: word(at: index)) }

  /// Returns an odd multiple of 2⁻²⁴ in (0, 1), every one equally likely.
  ///
  /// **Numerics** (2 · ⌊word ÷ 2⁹⌋ + 1) · 2⁻²⁴; conversion and product are exact.
  public func openUniform(at index: Int) -> Float {
    RandomStream.openUniform(from: word(at: index))
  }

  /// Returns a normally distributed number of mean 0 and variance 1.
  ///
  /// Elements 2j and 2j + 1 share the words 2j and 2j + 1: with u₁ the open uniform number of the
  /// first, u₂ the uniform number of the second and r = √(−2 · log u₁), element 2j is r · cospi(2u₂)
  /// and element 2j + 1 is r · sinpi(2u₂). Magnitudes stay below 5.77.
  ///
  /// **Numerics** Each of log, ·, √, cospi and sinpi is correctly rounded to binary32.
  ///
  /// **Reference** G. Box, M. Muller, "A note on the generation of random normal deviates", 1958.
  public func normal(at index: Int) -> Float {
    let pair = RandomStream.normalPair(from: word(at: index & ~1), word(at: index | 1))
    return index & 1 == 0 ? pair.0 : pair.1
  }

  /// Returns `uniform(at:)` for the elements 0 ..< `count`.
  public func fillUniform(count: Int) -> [Float] {
    words(count: count).map(RandomStream.uniform(from:))
  }

  /// Returns `normal(at:)` for the elements 0 ..< `count`.
  public func fillNormal(count: Int) -> [Float] {
    precondition(count >= 0, "a count of numbers is at least 0, but it is \(count)")
    // An odd last element needs its partner's word too.
    let words = words(count: count + count % 2)
    var numbers: [Float] = []
    numbers.reserveCapacity(words.count)
    for index in stride(from: 0, to: count, by: 2) {
      let pair = RandomStream.normalPair(from: words[index], words[index + 1])
      numbers.append(pair.0)
      numbers.append(pair.1)
    }
    numbers.removeLast(numbers.count - count)
    return numbers
  }

  static func uniform(from word: UInt32) -> Float { Float(word >> 8) * 0x1p-24 }

  static func openUniform(from word: UInt32) -> Float { Float((word >> 9) &* 2 + 1) * 0x1p-24 }

  static func normalPair(from first: UInt32, _ second: UInt32) -> (Float, Float) {
    let radius = (-2 * lockstep_log_f32(openUniform(from: first))).squareRoot()
    let angle = 2 * uniform(from: second)
    return (radius * lockstep_cospi_f32(angle), radius * lockstep_sinpi_f32(angle))
  }
}
