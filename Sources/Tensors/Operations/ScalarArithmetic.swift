import Devices
import NumericsContract

// Operations with a host scalar, which is binary64 and rounded once to the type that is computed in
// (NUM-002, NUM-091 to NUM-093); beside integers it must be one of theirs.
extension Tensor {
  /// Product with a host scalar. Gradient: `dy · factor`.
  public static func * (value: Tensor, factor: Double) -> Tensor {
    if value.isStored("scale", types: ElementType.computedNumbers) {
      return (value.widened * factor).narrowed(to: value.type)
    }
    if !value.type.isFloatingPoint { return value * value.scalar(factor) }
    let output = value.sibling(value.shape)
    value.dispatcher.perform(
      .scale(Scale(value.operand, by: factor, into: output.operand)))
    return output.recorded(from: value) { [$0 * factor] }
  }

  /// Product with a host scalar. Gradient: `dy · factor`.
  public static func * (factor: Double, value: Tensor) -> Tensor { value * factor }

  /// Quotient by a host scalar, a division. Gradient: `dy ÷ divisor`.
  public static func / (value: Tensor, divisor: Double) -> Tensor {
    if value.isStored("divide") {
      return (value.widened / divisor).narrowed(to: value.type)
    }
    let output = value.sibling(value.shape)
    value.dispatcher.perform(
      .divide(DivideByConstant(value.operand, by: divisor, into: output.operand)))
    return output.recorded(from: value) { [$0 / divisor] }
  }

  /// Quotient of a host scalar. Gradient: `−(dy·y) ÷ b`.
  public static func / (dividend: Double, value: Tensor) -> Tensor {
    if value.isStored("divide") {
      return (dividend / value.widened).narrowed(to: value.type)
    }
    return value.scalar(dividend) / value
  }

  /// Sum with a host scalar. Gradient: `dy`.
  public static func + (value: Tensor, summand: Double) -> Tensor {
    if value.isStored("add", types: ElementType.computedNumbers) {
      return (value.widened + summand).narrowed(to: value.type)
    }
    return value + value.scalar(summand)
  }

  /// Sum with a host scalar. Gradient: `dy`.
  public static func + (summand: Double, value: Tensor) -> Tensor { value + summand }

  /// Difference from a host scalar. Gradient: `dy`.
  public static func - (value: Tensor, subtrahend: Double) -> Tensor {
    if value.isStored("subtract", types: ElementType.computedNumbers) {
      return (value.widened - subtrahend).narrowed(to: value.type)
    }
    return value - value.scalar(subtrahend)
  }

  /// Difference of a host scalar. Gradient: `−dy`.
  public static func - (minuend: Double, value: Tensor) -> Tensor {
    if value.isStored("subtract", types: ElementType.computedNumbers) {
      return (minuend - value.widened).narrowed(to: value.type)
    }
    return value.scalar(minuend) - value
  }
}
