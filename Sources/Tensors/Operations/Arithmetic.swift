import Devices
import NumericsContract

extension Tensor {
  /// Sum, element by element. Gradient: the upstream gradient for both (NUM-031).
  ///
  /// - Shapes: two that broadcast, such as `[m, n]` and `[n]` → the shape of both (NUM-070).
  /// - Numerics: One IEEE operation in binary32 or binary64 (NUM-091); int32 and int64 wrap (NUM-092);
  ///   float16 and bfloat16 are added in binary32 and rounded (NUM-093).
  /// - Gradient: of a repeated operand, the sum rule over the axes along which it was repeated.
  /// - Precondition: one type, and shapes that broadcast, else the program stops naming both.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    if left.isStored("add", with: right, types: ElementType.computedNumbers) {
      return (left.widened + right.widened).narrowed(to: left.type)
    }
    let (leftShape, rightShape) = (left.shape, right.shape)
    let (leftNeeds, rightNeeds) = (left.isTracked, right.isTracked)
    return combine(.add, left, right).recorded(from: left, right) { upstream in
      [
        leftNeeds ? upstream.summed(to: leftShape) : nil,
        rightNeeds ? upstream.summed(to: rightShape) : nil,
      ]
    }
  }

  /// Difference, element by element. Gradient: `dy` and `−dy` (NUM-031).
  ///
  /// - Shapes, precondition: as for the sum.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    if left.isStored("subtract", with: right, types: ElementType.computedNumbers) {
      return (left.widened - right.widened).narrowed(to: left.type)
    }
    let (leftShape, rightShape) = (left.shape, right.shape)
    let (leftNeeds, rightNeeds) = (left.isTracked, right.isTracked)
    return combine(.subtract, left, right).recorded(from: left, right) { upstream in
      [
        leftNeeds ? upstream.summed(to: leftShape) : nil,
        rightNeeds ? (-upstream).summed(to: rightShape) : nil,
      ]
    }
  }

  /// Product, element by element. Gradient: `dy·b` and `dy·a` (NUM-031).
  ///
  /// - Shapes, precondition: as for the sum.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    if left.isStored("multiply", with: right, types: ElementType.computedNumbers) {
      return (left.widened * right.widened).narrowed(to: left.type)
    }
    let (a, b) = (left.detached, right.detached)
    let (leftNeeds, rightNeeds) = (left.isTracked, right.isTracked)
    return combine(.multiply, left, right).recorded(from: left, right) { upstream in
      [
        leftNeeds ? (upstream * b).summed(to: a.shape) : nil,
        rightNeeds ? (upstream * a).summed(to: b.shape) : nil,
      ]
    }
  }

  /// Quotient, element by element. Gradient: `dy ÷ b` and `−(dy·y) ÷ b` (NUM-031).
  ///
  /// - Shapes, precondition: as for the sum; integers are not divided.
  public static func / (left: Tensor, right: Tensor) -> Tensor {
    if left.isStored("divide", with: right) {
      return (left.widened / right.widened).narrowed(to: left.type)
    }
    let b = right.detached
    let leftShape = left.shape
    let (leftNeeds, rightNeeds) = (left.isTracked, right.isTracked)
    let quotient = combine(.divide, left, right)
    return quotient.recorded(from: left, right) { upstream in
      [
        leftNeeds ? (upstream / b).summed(to: leftShape) : nil,
        rightNeeds ? (-((upstream * quotient) / b)).summed(to: b.shape) : nil,
      ]
    }
  }

  /// The sign of every element flipped; of integers 0 − x, which wraps. Gradient: `−dy`.
  public static prefix func - (value: Tensor) -> Tensor {
    if value.isStored("negate", types: ElementType.computedNumbers) {
      return (-value.widened).narrowed(to: value.type)
    }
    if !value.type.isFloatingPoint { return value.scalar(0) - value }
    return value.mapped(.negate).recorded(from: value) { [-$0] }
  }

  /// Performs a binary operation on operands whose shapes broadcast.
  static func combine(
    _ function: Binary.Function, _ left: Tensor, _ right: Tensor
  ) -> Tensor {
    let (axes, shape) = left.paired(with: right, by: "\(function)")
    let output = left.sibling(shape, type: left.type)
    left.dispatcher.perform(
      .binary(Binary(function, left.operand, right.operand, over: axes, into: output.operand)))
    return output
  }
}
