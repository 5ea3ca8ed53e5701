internal import CScalarMath
internal import Devices
internal import NumericsContract

/// A floating-point number that rules are written for: binary32, or binary64 by NUM-091.
protocol ElementFloat: ElementNumber, ContractFloat {
  /// a · b + c, rounded once; never the platform's function.
  static func fused(_ a: Self, _ b: Self, _ c: Self) -> Self
  /// eˣ, by NUM-012 or NUM-154.
  static func naturalExponential(_ x: Self) -> Self
  /// The natural logarithm, by NUM-012 or NUM-154.
  static func naturalLogarithm(_ x: Self) -> Self
  /// 1 ÷ (1 + e⁻ˣ), by NUM-012 or NUM-154.
  static func sigmoid(_ x: Self) -> Self
  /// tanh x, by NUM-012 or NUM-157.
  static func hyperbolicTangent(_ x: Self) -> Self
}

extension Float: ElementFloat {
  static func fused(_ a: Float, _ b: Float, _ c: Float) -> Float { lockstep_fma_f32(a, b, c) }
  static func naturalExponential(_ x: Float) -> Float { lockstep_exp_f32(x) }
  static func naturalLogarithm(_ x: Float) -> Float { lockstep_log_f32(x) }
  static func sigmoid(_ x: Float) -> Float { lockstep_sigmoid_f32(x) }
  static func hyperbolicTangent(_ x: Float) -> Float { lockstep_tanh_f32(x) }
}

extension Double: ElementFloat {
  static func fused(_ a: Double, _ b: Double, _ c: Double) -> Double { lockstep_fma_f64(a, b, c) }
}

extension ElementType {
  /// The type of numbers that an operation's rule is computed in.
  var numbers: any ElementFloat.Type { self == .float64 ? Double.self : Float.self }
}

extension ElementFloat {
  /// The same bits but for the sign, NaN included.
  func withSign(_ sign: FloatingPointSign) -> Self {
    let bit: Bits = 1 << (Bits.bitWidth - 1)
    return Self(bitPattern: sign == .minus ? bitPattern | bit : bitPattern & ~bit)
  }
}
