import NumericsContract

/// The quotient of two counts; nil over 0.
func ratio(_ part: UInt64, _ whole: UInt64) -> Rational? {
  whole == 0 ? nil : Rational(part) / Rational(whole)
}

extension Rational {
  /// The mean of numbers that count with a weight each, exactly; nil when the weights are all 0.
  static func mean(of numbers: [(Rational, weight: UInt64)]) -> Rational? {
    let counted = numbers.filter { $0.weight > 0 }
    if counted.isEmpty { return nil }
    let sum = counted.reduce(Rational(0)) { $0 + $1.0 * Rational($1.weight) }
    return sum / Rational(counted.reduce(0) { $0 + $1.weight })
  }
}

/// A setting as it stands in an identity.
func text(_ setting: (some BinaryInteger)?) -> String {
  setting.map { "\($0)" } ?? "none"
}

/// Results with their suffixes: none for the one result, `/0`, `/1`, … for those of classes; NaN for nil.
func named(_ results: [Rational?], perClass: Bool = false) -> [(suffix: String, value: Double)] {
  results.enumerated().map {
    (perClass ? "/\($0.offset)" : "", $0.element?.rounded() ?? .canonicalNaN)
  }
}
