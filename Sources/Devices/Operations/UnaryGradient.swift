internal import NumericsContract

/// The gradient of a function of one variable, element by element, in one pass (NUM-011, NUM-060).
public struct UnaryGradient: CatalogueEntry {
  /// Whose gradient.
  public let function: Unary.Function
  /// What `function.gradientSource` names; of binary32 or binary64.
  public let value: Operand
  /// Upstream gradient, same type and count.
  public let upstream: Operand
  /// Same type and count; may be either input itself.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ function: Unary.Function, value: Operand, upstream: Operand, into output: Operand
  ) {
    precondition(
      value.count == upstream.count && value.count == output.count
        && value.type == upstream.type && value.type == output.type
        && value.type.isComputed,
      """
      \(function)Gradient of \(value.count) \(value.type.rawValue) and \(upstream.count) \
      \(upstream.type.rawValue) elements into \(output.count) \(output.type.rawValue)
      """)
    self.function = function
    self.value = value
    self.upstream = upstream
    self.output = output
  }

  public var signature: String { "\(function)Gradient \(output.count)\(output.typeLabel)" }
  public var inputs: [Operand] { [value, upstream] }
  public var outputs: [Operand] { [output] }
}

extension Unary.Function {
  /// What a gradient is made of, besides dy.
  public enum GradientSource: Sendable {
    /// The function's input x.
    case input
    /// Its output y.
    case output
    /// Its derivative at x, which is computed together with y.
    case derivative
  }

  /// What this function's gradient is made of.
  ///
  /// For relu either input or output serves: the output is positive or NaN exactly where the input is.
  /// The gradients of negate and sign depend on neither.
  public var gradientSource: GradientSource {
    switch self {
    case .reciprocal, .squareRoot, .relu, .exp, .exp2, .expm1, .tanh, .sigmoid, .rsqrt: .output
    case .negate, .absolute, .sign, .square, .log, .log1p, .sinpi, .cospi, .softplus, .erf: .input
    case .silu, .gelu, .geluTanh: .derivative
    }
  }
}
