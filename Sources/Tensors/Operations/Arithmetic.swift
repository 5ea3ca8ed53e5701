import Devices

extension Tensor {
  /// Sum, element by element. Gradient: the upstream gradient for both (NUM-031).
  ///
  /// - Precondition: equal shapes, else the program stops naming both.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    combine(.add, left, right).recorded(from: left, right) { [$0, $0] }
  }

  /// Difference, element by element. Gradient: `dy` and `−dy` (NUM-031).
  ///
  /// - Precondition: equal shapes.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    let (leftNeeds, rightNeeds) = (left.isTracked, right.isTracked)
    return combine(.subtract, left, right).recorded(from: left, right) { upstream in
      [leftNeeds ? upstream : nil, rightNeeds ? -upstream : nil]
    }
  }

  /// Product, element by element. Gradient: `dy·b` and `dy·a` (NUM-031).
  ///
  /// - Precondition: equal shapes.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    let (a, b) = (left.detached, right.detached)
    let (leftNeeds, rightNeeds) = (left.isTracked, right.isTracked)
    return combine(.multiply, left, right).recorded(from: left, right) { upstream in
      [leftNeeds ? upstream * b : nil, rightNeeds ? upstream * a : nil]
    }
  }

  /// Quotient, element by element. Gradient: `dy ÷ b` and `−(dy·y) ÷ b` (NUM-031).
  ///
  /// - Precondition: equal shapes.
  public static func / (left: Tensor, right: Tensor) -> Tensor {
    let b = right.detached
    let (leftNeeds, rightNeeds) = (left.isTracked, right.isTracked)
    let quotient = combine(.divide, left, right)
    return quotient.recorded(from: left, right) { upstream in
      [leftNeeds ? upstream / b : nil, rightNeeds ? -((upstream * quotient) / b) : nil]
    }
  }

  /// The sign of every element flipped. Gradient: `−dy`.
  public static prefix func - (value: Tensor) -> Tensor {
    value.mapped(.negate).recorded(from: value) { [-$0] }
  }

  /// Product with a host scalar, rounded once to binary32 (NUM-002). Gradient: `dy · factor`.
  public static func * (value: Tensor, factor: Double) -> Tensor {
    let output = value.sibling(value.shape)
    value.dispatcher.perform(
      .scale(Scale(value.operand, by: factor, into: output.operand)))
    return output.recorded(from: value) { [$0 * factor] }
  }

  private static func combine(
    _ function: Binary.Function, _ left: Tensor, _ right: Tensor
  ) -> Tensor {
    if left.shape != right.shape {
      left.dispatcher.refuse("\(function)", "shapes \(left.shape) and \(right.shape) differ")
    }
    let output = left.sibling(left.shape)
    left.dispatcher.perform(
      .binary(Binary(function, left.operand, right.operand, into: output.operand)))
    return output
  }
}
