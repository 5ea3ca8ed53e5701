internal import CScalarMath
internal import NumericsContract

/// A floating-point number that rules are written for: binary32, or binary64 by NUM-091.
protocol ElementFloat: ElementNumber, ContractFloat {
  /// a · b + c, rounded once; never the platform's function.
  static func fused(_ a: Self, _ b: Self, _ c: Self) -> Self
}

extension Float: ElementFloat {
  static func fused(_ a: Float, _ b: Float, _ c: Float) -> Float { lockstep_fma_f32(a, b, c) }
}

extension Double: ElementFloat {
  static func fused(_ a: Double, _ b: Double, _ c: Double) -> Double { lockstep_fma_f64(a, b, c) }
}

extension ElementFloat {
  /// The same bits but for the sign, NaN included.
  func withSign(_ sign: FloatingPointSign) -> Self {
    let bit: Bits = 1 << (Bits.bitWidth - 1)
    return Self(bitPattern: sign == .minus ? bitPattern | bit : bitPattern & ~bit)
  }
}
