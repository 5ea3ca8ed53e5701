public import NumericsContract

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
    /// Correctly rounded (NUM-012).
    case exp, exp2, expm1, log, log1p, sinpi, cospi, tanh, sigmoid, softplus, rsqrt, erf
    /// Correctly rounded (NUM-012): x ÷ (1 + e⁻ˣ), x · Φ(x) and the latter's tanh form.
    case silu, gelu, geluTanh

    /// The types of elements that have the function: all have binary32; what is exact or one operation
    /// is defined in binary64 too (NUM-091), and what NUM-154 says.
    public var types: [ElementType] {
      switch self {
      case .negate, .absolute, .sign, .reciprocal, .square, .squareRoot, .relu, .exp, .log,
        .sigmoid:
        ElementType.computedFloats
      default: ElementType.binary32
      }
    }
  }

  /// Which function.
  public let function: Function
  /// Of one of the function's types.
  public let input: Operand
  /// Of the same type and count; may be the input itself.
  public let output: Operand
  /// The correctly rounded derivative at each element, where `UnaryGradient` will need it (NUM-012);
  /// binary32, same count, no other operand. Computing both at once shares most of the work.
  public let derivative: Operand?

  /// Creates the operation.
  public init(
    _ function: Function, _ input: Operand, into output: Operand, derivative: Operand? = nil
  ) {
    precondition(
      input.count == output.count && input.type == output.type
        && function.types.contains(input.type),
      """
      \(function) of \(input.count) \(input.type.rawValue) elements into \(output.count) \
      \(output.type.rawValue)
      """)
    precondition(
      derivative.map { $0.count == input.count && function.gradientSource == .derivative } ?? true,
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
