import Devices
import NumericsContract

// How tensors of different shapes meet (NUM-070).
extension Tensor {
  /// The elements repeated along axes of length 1 and along new axes in front (NUM-018, NUM-070).
  ///
  /// - Shapes: such as `[3, 1] → [2, 3, 4]`. Gradient: the sum rule over the repeated axes.
  /// - Precondition: the shape broadcasts to the new one, else the program stops naming both.
  public func broadcast(to target: Shape) -> Tensor {
    if shape == target { return self }
    guard let axes = BroadcastAxes([target.axes, shape.axes]), axes.count(of: 0) == axes.count,
      shape.rank <= target.rank
    else { dispatcher.refuse("broadcast", "shape \(shape) does not broadcast to \(target)") }
    let output = sibling(target)
    dispatcher.perform(.broadcast(Broadcast(operand, over: axes, into: output.operand)))
    let original = shape
    return output.recorded(from: self) { [$0.summed(to: original)] }
  }

  /// The sum rule over the axes along which an operand of shape `target` was repeated (NUM-018).
  func summed(to target: Shape) -> Tensor {
    if shape == target { return self }
    // A shape that only gained axes of length 1 was not repeated.
    if target.count == count { return reshaped(to: target) }
    if isStored("sum", types: ElementType.computedNumbers) {
      return widened.summed(to: target).narrowed(to: type)
    }
    guard let axes = BroadcastAxes([shape.axes, target.axes]), axes.count == count else {
      dispatcher.refuse("sum", "shape \(shape) was not broadcast from \(target)")
    }
    let output = sibling(target)
    dispatcher.perform(.sum(Sum(operand, over: axes, into: output.operand)))
    return output
  }

  /// How this operand and another one are paired, and the shape of the result.
  func paired(with other: Tensor, by operation: String) -> (BroadcastAxes, Shape) {
    if shape == other.shape && type == other.type { return (BroadcastAxes(count: count), shape) }
    guard let axes = BroadcastAxes([shape.axes, other.shape.axes]) else {
      dispatcher.refuse(operation, "shapes \(shape) and \(other.shape) do not broadcast")
    }
    if type != other.type {
      dispatcher.refuse(operation, "\(self) and \(other) have different types")
    }
    return (axes, shape.broadcast(with: other.shape))
  }

  /// A tensor of this one's type with one element, a host scalar rounded once (NUM-002).
  func scalar(_ value: Double) -> Tensor { filledSibling([], value) }
}

extension Shape {
  /// The shape of an operation on two shapes that broadcast.
  func broadcast(with other: Shape) -> Shape {
    let rank = max(rank, other.rank)
    return Shape(
      (0..<rank).map { axis in
        let own = axis < rank - self.rank ? 1 : self[axis - (rank - self.rank)]
        let others = axis < rank - other.rank ? 1 : other[axis - (rank - other.rank)]
        return own == 1 ? others : own
      })
  }
}
