internal import NumericsContract

/// A function of one variable applied to each element.
public struct Unary: CatalogueEntry {
  /// The functions.
  public enum Function: String, Sendable, CaseIterable {
    /// `−x`, the sign bit flipped.
    case negate
    /// `|x|`, the sign bit cleared (NUM-061).
    case absolute
    /// 1, −1, or x itself where x is ±0 or NaN (NUM-061).
    case sign
    /// `1 ÷ x`, one IEEE operation.
    case reciprocal
    /// `x · x`, one IEEE operation.
    case square
    /// `√x`, one IEEE operation.
    case squareRoot
    /// `x > 0 ? x : +0`, and NaN for NaN (NUM-011).
    case relu
    /// Correctly rounded in binary32 (NUM-012), a sequence of operations in binary64 (NUM-154, NUM-157).
    case exp, exp2, expm1, log, log1p, sinpi, cospi, tanh, sigmoid, softplus, rsqrt, erf
    /// Likewise: x ÷ (1 + e⁻ˣ), x · Φ(x) and the latter's tanh form.
    case silu, gelu, geluTanh
  }

  /// Which function.
  public let function: Function
  /// Of binary32 or binary64.
  public let input: Operand
  /// Of the same type and count; may be the input itself.
  public let output: Operand
  /// The derivative at each element (NUM-012, NUM-157), where `UnaryGradient` will need it; same type and
  /// count, no other operand. Computing both at once shares most of the work.
  public let derivative: Operand?

  /// Creates the operation.
  public init(
    _ function: Function, _ input: Operand, into output: Operand, derivative: Operand? = nil
  ) {
    precondition(
      input.count == output.count && input.type == output.type
        && input.type.isComputed,
      """
      \(function) of \(input.count) \(input.type.rawValue) elements into \(output.count) \
      \(output.type.rawValue)
      """)
    precondition(
      derivative.map {
        $0.count == input.count && $0.type == input.type && function.gradientSource == .derivative
      } ?? true,
      "\(function) of \(input.count) elements with \(derivative?.count ?? 0) derivatives")
    self.function = function
    self.input = input
    self.output = output
    self.derivative = derivative
  }

  public var signature: String { "\(function) \(input.count)\(input.typeLabel)" }
  public var inputs: [Operand] { [input] }
  public var outputs: [Operand] { derivative.map { [output, $0] } ?? [output] }
}
