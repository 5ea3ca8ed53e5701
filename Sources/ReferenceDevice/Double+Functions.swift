internal import NumericsContract

// Functions of one variable in binary64: NUM-154 and NUM-157, operation by operation.

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

  /// RN64 of (−1)ⁿ π²ⁿ⁺¹ ÷ (2n + 1)! for n = 8, 7, …, 1.
  private static let sineTerms: [Double] = [
    0x1.aaec32af93359p-21, -0x1.6fadb9f155744p-16, 0x1.e8f434d018d63p-12, -0x1.e3074fde8871fp-8,
    0x1.50783487ee782p-4, -0x1.32d2cce62bd86p-1, 0x1.466bc6775aae2p+1, -0x1.4abbce625be53p+2,
  ]
  /// RN64 of (−1)ⁿ π²ⁿ ÷ (2n)! for n = 8, 7, …, 1.
  private static let cosineTerms: [Double] = [
    0x1.20c62c2f2d7f5p-18, -0x1.b6e24f44b128fp-14, 0x1.f9d38a3763cc3p-10, -0x1.a6d1f2a204a8cp-6,
    0x1.e1f506891babbp-3, -0x1.55d3c7e3cbffap+0, 0x1.03c1f081b5ac4p+2, -0x1.3bd3cc9be45dep+2,
  ]
  /// RN64(ln 2), and of what is left.
  static let ln2 = 0x1.62e42fefa39efp-1
  static let ln2Rest = 0x1.abc9e3b39803fp-56

  static func naturalExponential(_ x: Double) -> Double {
    if x.isNaN { return .canonicalNaN }
    let (k, r, left) = reduced(min(max(x, -746), 710))
    return exponential(r, left).scaled(by: k)
  }

  static func binaryExponential(_ x: Double) -> Double {
    if x.isNaN { return .canonicalNaN }
    let bounded = min(max(x, -1076), 1025)
    let k = bounded.rounded(.toNearestOrEven)
    let f = bounded - k
    let r = f * ln2
    let left = fused(f, ln2Rest, fused(f, ln2, -r))
    return exponential(r, left).scaled(by: Int(k))
  }

  /// eˣ − 1.
  static func exponentialLessOne(_ x: Double) -> Double {
    if x.isNaN { return .canonicalNaN }
    let (k, r, left) = reduced(min(max(x, -40), 710))
    let p = r + fused(r * r, exponentialTerms(r), left)
    let u = powerOfTwo(min(k, 1023))
    let y = fused(u, p, u - 1)
    return (k == 1024 ? y + y : y).withSign(x.sign)
  }

  static func hyperbolicTangent(_ x: Double) -> Double {
    if x.isNaN { return .canonicalNaN }
    let m = exponentialLessOne(-2 * x.magnitude)
    return (m / (2 + m)).withSign(x.sign)
  }

  static func naturalLogarithm(_ x: Double) -> Double { naturalLogarithm(x, correction: -0.0) }

  /// log(1 + x).
  static func logarithmOfOneAnd(_ x: Double) -> Double {
    let u = 1 + x
    let y = naturalLogarithm(u, correction: (x - (u - 1)) / u)
    return y.isNaN ? y : y.withSign(x.sign)
  }

  /// log x + c.
  private static func naturalLogarithm(_ x: Double, correction c: Double) -> Double {
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
    let h = (0.5 * f) * f
    let w = fused(s, fused(polynomial(logarithmTerms, z), z, h), k * 0x1.ef35793c76730p-45 + c)
    return k * 0x1.62e42fefa3800p-1 + (f - (h - w))
  }

  /// 1 ÷ (1 + e⁻ˣ).
  static func sigmoid(_ x: Double) -> Double {
    let e = naturalExponential(-x.magnitude)
    return (x < 0 ? e : 1) / (1 + e)
  }

  /// log(1 + eˣ).
  static func softplus(_ x: Double) -> Double {
    (x > 0 ? x : 0) + logarithmOfOneAnd(naturalExponential(-x.magnitude))
  }

  /// sin πx.
  static func sineOfTurns(_ x: Double) -> Double {
    let y = turns(x, quarter: 0)
    return x.sign == .minus ? -y : y
  }

  /// cos πx.
  static func cosineOfTurns(_ x: Double) -> Double { turns(x, quarter: 1) }

  /// sin π(|x| + quarter ÷ 2).
  private static func turns(_ x: Double, quarter: Int) -> Double {
    if !x.isFinite { return .canonicalNaN }
    // From 2⁵³ on all numbers are even.
    let rest = x.magnitude < 0x1p53 ? x.magnitude.remainder(dividingBy: 2) : 0
    let half = (2 * rest).rounded(.toNearestOrEven)
    let r = rest - half / 2
    let n = (Int(half) + quarter) & 3
    let z = r * r
    let y: Double
    if n & 1 == 0 {
      let line = r * 0x1.921fb54442d18p+1
      let low = fused(r, 0x1.1a62633145c07p-53, fused(r, 0x1.921fb54442d18p+1, -line))
      y = line + fused(r * z, polynomial(sineTerms, z), low)
    } else {
      y = fused(z, polynomial(cosineTerms, z), 1)
    }
    return n & 2 == 0 ? y : 0 - y
  }

  /// x = k · ln 2 + r + left.
  static func reduced(_ x: Double) -> (k: Int, r: Double, left: Double) {
    let k = nearest(x)
    let high = fused(-k, ln2, x)
    let r = fused(-k, ln2Rest, high)
    return (Int(k), r, fused(-k, ln2Rest, high - r))
  }

  /// The whole number nearest to x ÷ ln 2, or one beside it.
  static func nearest(_ x: Double) -> Double {
    fused(x, 0x1.71547652b82fep+0, 0x1.8p+52) - 0x1.8p+52
  }

  /// e^(r + left).
  static func exponential(_ r: Double, _ left: Double) -> Double {
    let s = 1 + r
    let lost = (1 - s) + r
    return s + fused(r * r, exponentialTerms(r), lost + left)
  }

  /// (eʳ − 1 − r) ÷ r².
  private static func exponentialTerms(_ r: Double) -> Double {
    polynomial(reciprocalFactorials, r)
  }

  /// Coefficients of the highest power first.
  static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.dropFirst().reduce(coefficients[0]) { fused($0, x, $1) }
  }

  /// This number · 2ᵏ, in two steps, of which only the second can round.
  func scaled(by k: Int) -> Double {
    let half = k >> 1
    return (self * .powerOfTwo(half)) * .powerOfTwo(k - half)
  }

  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
