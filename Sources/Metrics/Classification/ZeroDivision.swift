import NumericsContract

/// What stands for a quotient of counts that are both 0 (NUM-144).
public enum ZeroDivision: String, Sendable {
  /// 0.
  case zero
  /// 1.
  case one

  var quotient: Rational { Rational(self == .one ? 1 : 0) }
}
