import Devices

// Functions of one variable, element by element. NaN gives NaN. "Correctly rounded" is said of binary32; in
// binary64 the same functions are written sequences of operations with small errors (NUM-154, NUM-157), and
// RN64 stands for RN32.
extension Tensor {
  /// `|x|`, the sign bit cleared (NUM-061). Gradient: dy where x > 0, −dy where x < 0, +0 at ±0.
  public func absolute() -> Tensor { applying(.absolute) }

  /// 1, −1, or x itself where x is ±0 (NUM-061). Gradient: +0.
  public func sign() -> Tensor { applying(.sign) }

  /// `1 ÷ x` (NUM-061). Gradient: `−((dy · y) · y)`.
  public func reciprocal() -> Tensor { applying(.reciprocal) }

  /// `x · x` (NUM-061). Gradient: `dy · (x + x)`.
  public func square() -> Tensor { applying(.square) }

  /// IEEE square root. Gradient: `dy ÷ (y + y)`.
  public func squareRoot() -> Tensor { applying(.squareRoot) }

  /// Correctly rounded `1 ÷ √x` (NUM-012). Gradient: `dy · ((−½ · y) · (y · y))`.
  public func rsqrt() -> Tensor { applying(.rsqrt) }

  /// `max(x, +0)` with NaN for NaN (NUM-011). Gradient: `x > 0 ? dy : +0`.
  public func relu() -> Tensor { applying(.relu) }

  /// Correctly rounded eˣ (NUM-012). Gradient: `dy · y`.
  public func exp() -> Tensor { applying(.exp) }

  /// Correctly rounded 2ˣ (NUM-012). Gradient: `(dy · y) · RN32(ln 2)`.
  public func exp2() -> Tensor { applying(.exp2) }

  /// Correctly rounded eˣ − 1 (NUM-012). Gradient: `dy · (y + 1)`.
  public func expm1() -> Tensor { applying(.expm1) }

  /// Correctly rounded natural logarithm (NUM-012). Gradient: `dy ÷ x`.
  public func log() -> Tensor { applying(.log) }

  /// Correctly rounded log(1 + x) (NUM-012). Gradient: `dy ÷ (1 + x)`.
  public func log1p() -> Tensor { applying(.log1p) }

  /// Correctly rounded sin πx (NUM-012). Gradient: `(dy · cospi x) · RN32(π)`.
  public func sinpi() -> Tensor { applying(.sinpi) }

  /// Correctly rounded cos πx (NUM-012). Gradient: `−((dy · sinpi x) · RN32(π))`.
  public func cospi() -> Tensor { applying(.cospi) }

  /// Correctly rounded hyperbolic tangent (NUM-012). Gradient: `dy · fma(−y, y, 1)`.
  public func tanh() -> Tensor { applying(.tanh) }

  /// Correctly rounded 1 ÷ (1 + e⁻ˣ) (NUM-012). Gradient: `dy · (y · (1 − y))`.
  public func sigmoid() -> Tensor { applying(.sigmoid) }

  /// Correctly rounded log(1 + eˣ) (NUM-012). Gradient: `dy · sigmoid(x)`.
  public func softplus() -> Tensor { applying(.softplus) }

  /// Correctly rounded error function (NUM-012). Gradient: `(dy · exp(−(x · x))) · RN32(2 ÷ √π)`.
  public func erf() -> Tensor { applying(.erf) }

  /// Correctly rounded x ÷ (1 + e⁻ˣ) (NUM-012). Gradient: dy times the correctly rounded derivative.
  ///
  /// - Reference: S. Elfwing, E. Uchibe and K. Doya, "Sigmoid-weighted linear units for neural network
  ///   function approximation in reinforcement learning", 2018.
  public func silu() -> Tensor { applying(.silu) }

  /// Correctly rounded x · Φ(x) (NUM-012). Gradient: dy times the correctly rounded derivative.
  ///
  /// - Reference: D. Hendrycks and K. Gimpel, "Gaussian error linear units (GELUs)", 2016.
  public func gelu() -> Tensor { applying(.gelu) }

  /// Correctly rounded tanh form of `gelu` (NUM-012). Gradient: dy times the correctly rounded
  /// derivative.
  public func geluTanh() -> Tensor { applying(.geluTanh) }

  /// The function, recorded with its gradient (NUM-060), which keeps one tensor alive.
  private func applying(_ function: Unary.Function) -> Tensor {
    if isStored("\(function)") {
      return widened.applying(function).narrowed(to: type)
    }
    let output = sibling(shape)
    let derivative = isTracked && function.gradientSource == .derivative ? sibling(shape) : nil
    dispatcher.perform(
      .unary(
        Unary(function, operand, into: output.operand, derivative: derivative?.operand)))
    let value = derivative ?? (function.gradientSource == .input ? detached : output)
    return output.recorded(from: self) { [$0.throughGradient(of: function, at: value)] }
  }

  /// This upstream gradient times the derivative of a function; the value is what that is computed from.
  func throughGradient(of function: Unary.Function, at value: Tensor) -> Tensor {
    let gradient = sibling(shape)
    dispatcher.perform(
      .unaryGradient(
        UnaryGradient(function, value: value.operand, upstream: operand, into: gradient.operand)))
    return gradient
  }

  func mapped(_ function: Unary.Function) -> Tensor {
    let output = sibling(shape)
    dispatcher.perform(.unary(Unary(function, operand, into: output.operand)))
    return output
  }
}
