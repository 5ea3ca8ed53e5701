internal import NumericsContract

// erf and the functions that are x times a share of it in binary64, with their derivatives: NUM-157, operation
// by operation.

extension Double {
  /// RN64 of 2 ÷ √π · (−1)ⁿ ÷ (n! · (2n + 1)) for n = 18, 17, …, 0; of n = 0, less 1.
  private static let errorTerms: [Double] = [
    0x1.5f7919bc67b8cp-58, -0x1.a2007af3447f6p-54, 0x1.d70b3537f4765p-50, -0x1.f56f071a885cfp-46,
    0x1.f683ae4a97007p-42, -0x1.d8453cb0c46eap-38, 0x1.9e6ad5e55a730p-34, -0x1.51d7181c5d36dp-30,
    0x1.fcc5720624c1cp-27, -0x1.5f742ec43e71ap-23, 0x1.b9e6c9dc651a3p-20, -0x1.f4d25c3e0c2ebp-17,
    0x1.f9a326f9b89b7p-14, -0x1.c02db40040b86p-11, 0x1.565bcd0e6a53fp-8, -0x1.b82ce31288b51p-6,
    0x1.ce2f21a042be2p-4, -0x1.812746b0379e7p-2, 0x1.06eba8214db69p-3,
  ]
  /// (u + 3) · e^(u²) · (1 − erf u) by powers of (u − 3) ÷ (u + 3), from ¾ to 28.
  private static let tailTerms: [Double] = [
    -0x1.21fa972746e7bp-26, 0x1.8f967d6603776p-25, 0x1.31f64aa44a009p-24, -0x1.02239ba26444cp-22,
    -0x1.c88269f456895p-22, 0x1.0e7287a8a869dp-20, 0x1.740416185bd94p-19, -0x1.3f0061442f827p-18,
    -0x1.25214dcf1eec5p-16, 0x1.fe04205ff54cdp-16, 0x1.c325713ae4cd0p-14, -0x1.223909adce4d1p-12,
    -0x1.1f78e1e835f76p-11, 0x1.8dae3a4a2683bp-9, -0x1.3dd3e70c37bf2p-10, -0x1.b78993d6eade0p-6,
    0x1.e995f11b16979p-4, -0x1.3deb21415db67p-2, 0x1.2e326945de2b9p-1, -0x1.c44c471baa377p-1,
    0x1.12f21ddd9f5e2p+0,
  ]

  static func errorFunction(_ x: Double) -> Double {
    if x.isNaN { return .canonicalNaN }
    let u = min(x.magnitude, 28)
    let z = u * u
    let y = u < 1 ? errorNearZero(u) : 1 - errorLeft(u, power(-z, fused(-u, u, z)))
    return y.withSign(x.sign)
  }

  /// x · sigmoid(x), and its derivative.
  static func silu(_ x: Double) -> (value: Double, derivative: Double) {
    let h = held(x, 746)
    return share(x, h, ofSigmoid: h, rise: 1)
  }

  /// x · Φ(x), and its derivative.
  static func gelu(_ x: Double) -> (value: Double, derivative: Double) {
    if x.isNaN { return (.canonicalNaN, .canonicalNaN) }
    let h = held(x, 39)
    let z = h * h
    let power = power(-0.5 * z, 0.5 * fused(-h, h, z))
    let u = h.magnitude * 0x1.6a09e667f3bcdp-1
    let phi: Double
    if u < 0.75 {
      phi = fused(h < 0 ? -0.5 : 0.5, errorNearZero(u), 0.5)
    } else {
      let left = errorLeft(u, power)
      phi = h < 0 ? 0.5 * left : fused(-0.5, left, 1)
    }
    return share(x, h, phi, slope: power.p.scaled(by: power.k) * 0x1.9884533d43651p-2)
  }

  /// The tanh form of `gelu`, and its derivative.
  static func geluTanh(_ x: Double) -> (value: Double, derivative: Double) {
    let h = held(x, 39)
    let z = h * h
    let v = h * fused(0x1.2444f2a4d8b4bp-4, z, 0x1.9884533d43651p+0)
    let rise = fused(0x1.b6676bf7450f0p-3, z, 0x1.9884533d43651p+0)
    return share(x, h, ofSigmoid: v, rise: rise)
  }

  private static func share(
    _ x: Double, _ h: Double, ofSigmoid v: Double, rise: Double
  ) -> (value: Double, derivative: Double) {
    let e = naturalExponential(-v.magnitude)
    let (smaller, larger) = (e / (1 + e), 1 / (1 + e))
    return share(x, h, v < 0 ? smaller : larger, slope: (smaller * larger) * rise)
  }

  /// x · s and s + x · slope, where x beyond ±bound counts as h, which is the bound.
  private static func share(
    _ x: Double, _ h: Double, _ s: Double, slope: Double
  ) -> (value: Double, derivative: Double) {
    ((x < h ? h : x) * s, fused(h, slope, s))
  }

  private static func held(_ x: Double, _ bound: Double) -> Double {
    x < -bound ? -bound : x > bound ? bound : x
  }

  /// erf u for u from 0 to 1.
  private static func errorNearZero(_ u: Double) -> Double {
    fused(u, polynomial(errorTerms, u * u), u)
  }

  /// 1 − erf u for u from ¾ to 28; the power is e^(−u²).
  private static func errorLeft(_ u: Double, _ power: (p: Double, k: Int)) -> Double {
    let d = u + 3
    let v = polynomial(tailTerms, (u - 3) / d)
    return ((power.p * v) / d).scaled(by: power.k)
  }

  /// e^(high + low) = p · 2ᵏ.
  private static func power(_ high: Double, _ low: Double) -> (p: Double, k: Int) {
    let k = nearest(high)
    let a = fused(-k, ln2, high)
    let b = fused(-k, ln2Rest, low)
    let r = a + b
    return (exponential(r, (a - r) + b), Int(k))
  }
}
