internal import NumericsContract

// Functions of one variable in binary64: NUM-154, operation by operation.

extension Double {
  /// Coefficients of x¹³ … x² of eˣ: RN64(1 ÷ 13!), …, RN64(1 ÷ 2!).
  private static let reciprocalFactorials: [Double] = [
    0x1.6124613a86d09p-33, 0x1.1eed8eff8d898p-29, 0x1.ae64567f544e4p-26, 0x1.27e4fb7789f5cp-22,
    0x1.71de3a556c734p-19, 0x1.a01a01a01a01ap-16, 0x1.a01a01a01a01ap-13, 0x1.6c16c16c16c17p-10,
    0x1.1111111111111p-7, 0x1.5555555555555p-5, 0x1.5555555555555p-3, 0x1.0000000000000p-1,
  ]
  /// RN64(2 ÷ 21), RN64(2 ÷ 19), …, RN64(2 ÷ 3).
  private static let logarithmTerms: [Double] = [
    0x1.8618618618618p-4, 0x1.af286bca1af28p-4, 0x1.e1e1e1e1e1e1ep-4, 0x1.1111111111111p-3,
    0x1.3b13b13b13b14p-3, 0x1.745d1745d1746p-3, 0x1.c71c71c71c71cp-3, 0x1.2492492492492p-2,
    0x1.999999999999ap-2, 0x1.5555555555555p-1,
  ]

  static func naturalExponential(_ x: Double) -> Double {
    if x.isNaN { return .canonicalNaN }
    let bounded = min(max(x, -746), 710)
    let shifted = fused(bounded, 0x1.71547652b82fep+0, 0x1.8p+52)
    let k = shifted - 0x1.8p+52
    let high = fused(-k, 0x1.62e42fefa39efp-1, bounded)
    let r = fused(-k, 0x1.abc9e3b39803fp-56, high)
    let left = fused(-k, 0x1.abc9e3b39803fp-56, high - r)
    let q = reciprocalFactorials.dropFirst().reduce(reciprocalFactorials[0]) { fused($0, r, $1) }
    let s = 1 + r
    let lost = (1 - s) + r
    let p = s + fused(r * r, q, lost + left)
    let power = Int(k)
    let half = power >> 1
    return (p * powerOfTwo(half)) * powerOfTwo(power - half)
  }

  static func naturalLogarithm(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .canonicalNaN }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    // x = 2ᵏ · m, with m from RN64(√½) up to its double.
    let root = 0x1.6a09e667f3bcdp-1
    var m = x.significand
    var k = Double(x.exponent)
    if m >= 2 * root {
      m /= 2
      k += 1
    }
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    let q = logarithmTerms.dropFirst().reduce(logarithmTerms[0]) { fused($0, z, $1) }
    let h = (0.5 * f) * f
    let w = fused(s, fused(q, z, h), k * 0x1.ef35793c76730p-45)
    return k * 0x1.62e42fefa3800p-1 + (f - (h - w))
  }

  /// 1 ÷ (1 + e⁻ˣ).
  static func sigmoid(_ x: Double) -> Double {
    let e = naturalExponential(-x.magnitude)
    return (x < 0 ? e : 1) / (1 + e)
  }

  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
