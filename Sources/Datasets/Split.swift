import NumericsContract

/// The samples of a dataset in two parts, as a pure function of count, fraction and seed.
///
/// Every sample is in exactly one part; both parts are in ascending order.
public struct Split: Sendable, Equatable {
  /// The samples to train on.
  public let training: [Int32]
  /// The samples to validate on.
  public let validation: [Int32]

  /// Splits `count` samples: the first places of the permutation of the stream `split` are for
  /// validation.
  ///
  /// **Numerics** ⌊validationFraction · count⌋ samples, the product being exact: 0.3 is a little below
  /// three tenths in binary64, so 0.3 of 10 samples is 2.
  public init(count: Int, validationFraction: Double, seed: UInt64) {
    precondition(
      validationFraction >= 0 && validationFraction <= 1,
      "a validation fraction lies in 0 ... 1, but it is \(validationFraction)")
    let validationCount = Split.floorOfProduct(validationFraction, count)
    let order = RandomStream(seed: seed, name: "split").permutation(of: count)
    validation = order.prefix(validationCount).sorted()
    training = order.dropFirst(validationCount).sorted()
  }

  /// Returns ⌊fraction · count⌋ of a fraction in 0 ... 1 without rounding.
  static func floorOfProduct(_ fraction: Double, _ count: Int) -> Int {
    // A subnormal fraction is below 2⁻¹⁰²², so the product is below 1.
    guard fraction.isNormal else { return 0 }
    let significand = fraction.significandBitPattern | 1 << Double.significandBitCount
    let product = UInt128(significand) * UInt128(count)
    return Int(product >> (Double.significandBitCount - Int(fraction.exponent)))
  }
}
