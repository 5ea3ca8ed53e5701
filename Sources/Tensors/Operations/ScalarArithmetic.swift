import Devices

// Operations with a host scalar, which is binary64 and rounded once to binary32 (NUM-002).
extension Tensor {
  /// Product with a host scalar. Gradient: `dy · factor`.
  public static func * (value: Tensor, factor: Double) -> Tensor {
    let output = value.sibling(value.shape)
    value.dispatcher.perform(
      .scale(Scale(value.operand, by: factor, into: output.operand)))
    return output.recorded(from: value) { [$0 * factor] }
  }

  /// Product with a host scalar. Gradient: `dy · factor`.
  public static func * (factor: Double, value: Tensor) -> Tensor { value * factor }

  /// Quotient by a host scalar, a division. Gradient: `dy ÷ divisor`.
  public static func / (value: Tensor, divisor: Double) -> Tensor {
    let output = value.sibling(value.shape)
    value.dispatcher.perform(
      .divide(DivideByConstant(value.operand, by: divisor, into: output.operand)))
    return output.recorded(from: value) { [$0 / divisor] }
  }

  /// Quotient of a host scalar. Gradient: `−(dy·y) ÷ b`.
  public static func / (dividend: Double, value: Tensor) -> Tensor {
    value.scalar(dividend) / value
  }

  /// Sum with a host scalar. Gradient: `dy`.
  public static func + (value: Tensor, summand: Double) -> Tensor {
    value + value.scalar(summand)
  }

  /// Sum with a host scalar. Gradient: `dy`.
  public static func + (summand: Double, value: Tensor) -> Tensor { value + summand }

  /// Difference from a host scalar. Gradient: `dy`.
  public static func - (value: Tensor, subtrahend: Double) -> Tensor {
    value - value.scalar(subtrahend)
  }

  /// Difference of a host scalar. Gradient: `−dy`.
  public static func - (minuend: Double, value: Tensor) -> Tensor {
    value.scalar(minuend) - value
  }
}
