import Devices
import NumericsContract

/// The smaller of two elements, IEEE 754's *minimum* (NUM-071).
///
/// - Shapes: two that broadcast. Gradient: `dy` for the right operand where `b < a`, else for the left
///   one (also where they are equal or one is NaN); +0 for the other one.
/// - Precondition: one type, and shapes that broadcast, else the program stops naming both.
public func minimum(_ left: Tensor, _ right: Tensor) -> Tensor {
  if left.isStored("minimum", with: right, types: ElementType.ordered) {
    return minimum(left.widened, right.widened).narrowed(to: left.type)
  }
  return Tensor.combine(.minimum, left, right)
    .recorded(from: left, right, awarding: { right.detached .< left.detached })
}

/// The larger of two elements, IEEE 754's *maximum* (NUM-071).
///
/// - Shapes: two that broadcast. Gradient: `dy` for the right operand where `a < b`, else for the left
///   one (also where they are equal or one is NaN); +0 for the other one.
/// - Precondition: one type, and shapes that broadcast, else the program stops naming both.
public func maximum(_ left: Tensor, _ right: Tensor) -> Tensor {
  if left.isStored("maximum", with: right, types: ElementType.ordered) {
    return maximum(left.widened, right.widened).narrowed(to: left.type)
  }
  return Tensor.combine(.maximum, left, right)
    .recorded(from: left, right, awarding: { left.detached .< right.detached })
}

/// The smaller of an element and a host scalar. Gradient: as for two tensors, `bound` on the right.
public func minimum(_ value: Tensor, _ bound: Double) -> Tensor {
  if value.isStored("minimum", types: ElementType.computedNumbers) {
    return minimum(value.widened, bound).narrowed(to: value.type)
  }
  return minimum(value, value.scalar(bound))
}

/// The larger of an element and a host scalar. Gradient: as for two tensors, `bound` on the right.
public func maximum(_ value: Tensor, _ bound: Double) -> Tensor {
  if value.isStored("maximum", types: ElementType.computedNumbers) {
    return maximum(value.widened, bound).narrowed(to: value.type)
  }
  return maximum(value, value.scalar(bound))
}

/// `mask ? a : b`, element by element and bit for bit (NUM-073).
///
/// - Shapes: bool, and two of any one type, which broadcast.
/// - Gradient: `mask ? dy : +0` for a, `mask ? +0 : dy` for b, then the sum rule over repeated axes.
/// - Precondition: the shapes broadcast, else the program stops naming all.
public func select(_ mask: Tensor, _ left: Tensor, _ right: Tensor) -> Tensor {
  guard let axes = BroadcastAxes([mask.shape.axes, left.shape.axes, right.shape.axes]),
    mask.type == .bool
  else {
    mask.dispatcher.refuse(
      "select",
      "\(mask.type.rawValue) mask of shape \(mask.shape) and shapes \(left.shape) and "
        + "\(right.shape) do not broadcast; the mask must be bool")
  }
  if left.type != right.type {
    mask.dispatcher.refuse(
      "select", "\(left) and \(right) have different types; convert one of them")
  }
  let shape = mask.shape.broadcast(with: left.shape).broadcast(with: right.shape)
  let output = left.sibling(shape)
  mask.dispatcher.perform(
    .select(Select(mask.operand, left.operand, right.operand, over: axes, into: output.operand)))
  let (leftShape, rightShape) = (left.shape, right.shape)
  let (leftNeeds, rightNeeds) = (left.isTracked, right.isTracked)
  return output.recorded(from: left, right) { upstream in
    let zero = upstream.scalar(0)
    return [
      leftNeeds ? select(mask, upstream, zero).summed(to: leftShape) : nil,
      rightNeeds ? select(mask, zero, upstream).summed(to: rightShape) : nil,
    ]
  }
}

extension Tensor {
  /// Every element moved into a range: `minimum(maximum(x, lower), upper)` (NUM-074).
  ///
  /// - Gradient: `dy` where the result equals x as a number, else +0 (also where x is NaN).
  public func clamped(to range: ClosedRange<Double>) -> Tensor {
    if isStored("clamp", types: ElementType.computedNumbers) {
      return widened.clamped(to: range).narrowed(to: type)
    }
    let input = detached
    let output = Tensor.combine(
      .minimum, Tensor.combine(.maximum, input, scalar(range.lowerBound)),
      scalar(range.upperBound))
    return output.recorded(from: self) { [select(input .== output, $0, $0.scalar(0))] }
  }

  /// Places an extremum of two operands on the tape; the right one won where `rightWins` is true.
  fileprivate func recorded(
    from left: Tensor, _ right: Tensor, awarding rightWins: @escaping () -> Tensor
  ) -> Tensor {
    let (leftShape, rightShape) = (left.shape, right.shape)
    let (leftNeeds, rightNeeds) = (left.isTracked, right.isTracked)
    return recorded(from: left, right) { upstream in
      let (mask, zero) = (rightWins(), upstream.scalar(0))
      return [
        leftNeeds ? select(mask, zero, upstream).summed(to: leftShape) : nil,
        rightNeeds ? select(mask, upstream, zero).summed(to: rightShape) : nil,
      ]
    }
  }
}
