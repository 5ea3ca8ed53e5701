import Devices
import NumericsContract

// Comparisons give booleans, as IEEE 754 compares; nothing of them has a gradient (NUM-072).
extension Tensor {
  /// Whether elements are equal as numbers: −0 equals +0, NaN nothing.
  ///
  /// - Shapes: two that broadcast, of one type → bool; float16 and bfloat16 are compared as numbers.
  /// - Precondition: one type, and shapes that broadcast, else the program stops naming both.
  public static func .== (left: Tensor, right: Tensor) -> Tensor {
    compare(.equal, left, right)
  }

  /// Whether elements are not equal as numbers; NaN is unequal to everything.
  public static func .!= (left: Tensor, right: Tensor) -> Tensor {
    compare(.notEqual, left, right)
  }

  /// Whether left elements are less.
  public static func .< (left: Tensor, right: Tensor) -> Tensor { compare(.less, left, right) }

  /// Whether left elements are less or equal.
  public static func .<= (left: Tensor, right: Tensor) -> Tensor {
    compare(.lessEqual, left, right)
  }

  /// Whether left elements are greater.
  public static func .> (left: Tensor, right: Tensor) -> Tensor { compare(.less, right, left) }

  /// Whether left elements are greater or equal.
  public static func .>= (left: Tensor, right: Tensor) -> Tensor {
    compare(.lessEqual, right, left)
  }

  /// Whether elements equal a host scalar, rounded to the type.
  public static func .== (left: Tensor, right: Double) -> Tensor {
    left.beside(right, .==)
  }

  /// Whether elements differ from a host scalar, rounded to the type.
  public static func .!= (left: Tensor, right: Double) -> Tensor {
    left.beside(right, .!=)
  }

  /// Whether elements are less than a host scalar, rounded to the type.
  public static func .< (left: Tensor, right: Double) -> Tensor {
    left.beside(right, .<)
  }

  /// Whether elements are at most a host scalar, rounded to the type.
  public static func .<= (left: Tensor, right: Double) -> Tensor {
    left.beside(right, .<=)
  }

  /// Whether elements are greater than a host scalar, rounded to the type.
  public static func .> (left: Tensor, right: Double) -> Tensor {
    left.beside(right, .>)
  }

  /// Whether elements are at least a host scalar, rounded to the type.
  public static func .>= (left: Tensor, right: Double) -> Tensor {
    left.beside(right, .>=)
  }

  /// Whether both booleans are true.
  public static func .& (left: Tensor, right: Tensor) -> Tensor {
    requireBooleans("and", left, right)
    return combine(.minimum, left, right)
  }

  /// Whether one of the booleans is true, or both.
  public static func .| (left: Tensor, right: Tensor) -> Tensor {
    requireBooleans("or", left, right)
    return combine(.maximum, left, right)
  }

  /// Whether one of the booleans is true, but not both.
  public static func .^ (left: Tensor, right: Tensor) -> Tensor {
    requireBooleans("exclusiveOr", left, right)
    return compare(.notEqual, left, right)
  }

  /// The opposite of every boolean.
  public static prefix func .! (value: Tensor) -> Tensor {
    requireBooleans("not", value, value)
    return compare(.equal, value, value.scalar(0))
  }

  private static func requireBooleans(_ operation: String, _ left: Tensor, _ right: Tensor) {
    if left.type != .bool || right.type != .bool {
      left.dispatcher.refuse(operation, "\(left) and \(right); expected bool")
    }
  }

  /// A relation to a host scalar, which is rounded to binary32 beside a storage type.
  private func beside(_ number: Double, _ relation: (Tensor, Tensor) -> Tensor) -> Tensor {
    let operand = type.narrowFormat == nil ? self : detached.widened
    return relation(operand, operand.scalar(number))
  }

  private static func compare(
    _ function: Comparison.Function, _ left: Tensor, _ right: Tensor
  ) -> Tensor {
    if left.isStored("\(function)", with: right, types: ElementType.ordered) {
      return compare(function, left.detached.widened, right.detached.widened)
    }
    let (axes, shape) = left.paired(with: right, by: "\(function)")
    let output = left.sibling(shape, type: .bool)
    left.dispatcher.perform(
      .comparison(
        Comparison(function, left.operand, right.operand, over: axes, into: output.operand)))
    return output
  }
}
