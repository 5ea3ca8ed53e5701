import Devices
import NumericsContract

extension Tensor {
  /// Sum of all elements by the sum rule over the row-major index (NUM-005).
  ///
  /// - Shapes: any → scalar. Gradient: `dy` for every element.
  public func sum() -> Tensor {
    reduced(outer: 1, reduced: count, inner: 1, to: [])
  }

  /// Sum over one axis; negative counts from the last (NUM-005).
  ///
  /// - Shapes: `[…, r, …] → […, …]`. Gradient: `dy`, repeated along the axis.
  public func sum(axis: Int) -> Tensor {
    let position = axis < 0 ? shape.rank + axis : axis
    let length = shape[axis]
    var axes = shape.axes
    let outer = axes[..<position].reduce(1, *)
    let inner = axes[(position + 1)...].reduce(1, *)
    axes.remove(at: position)
    return reduced(outer: outer, reduced: length, inner: inner, to: Shape(axes))
  }

  /// Mean of all elements: the sum ÷ RN32(n), a division (NUM-006).
  ///
  /// - Shapes: any → scalar. Gradient: `dy ÷ RN32(n)` for every element.
  public func mean() -> Tensor { sum().divided(by: count) }

  /// Mean over one axis (NUM-006).
  public func mean(axis: Int) -> Tensor { sum(axis: axis).divided(by: shape[axis]) }

  /// Index of each row's largest element (NUM-010).
  ///
  /// - Shapes: `[m, n] → int32 [m]`. Gradient: none.
  public func argmax() -> Tensor {
    if shape.rank != 2 || shape[1] == 0 {
      dispatcher.refuse("argmax", "shape \(shape); expected [m, n] with n ≥ 1")
    }
    let output = sibling([shape[0]], type: .int32)
    dispatcher.perform(
      .argmax(ArgMax(operand, rows: shape[0], columns: shape[1], into: output.operand)))
    return output
  }

  /// Every element ÷ RN32(n): one division each. Gradient: `dy ÷ RN32(n)`.
  public func divided(by count: Int) -> Tensor {
    let output = sibling(shape)
    dispatcher.perform(
      .divide(DivideByConstant(operand, by: Double(count), into: output.operand)))
    return output.recorded(from: self) { [$0.divided(by: count)] }
  }

  private func reduced(outer: Int, reduced: Int, inner: Int, to shape: Shape) -> Tensor {
    let output = sibling(shape)
    dispatcher.perform(
      .sum(Sum(operand, outer: outer, reduced: reduced, inner: inner, into: output.operand)))
    let original = self.shape
    return output.recorded(from: self) { upstream in
      let gradient = upstream.sibling(original)
      upstream.dispatcher.perform(
        .broadcast(
          Broadcast(
            upstream.operand, outer: outer, repeated: reduced, inner: inner,
            into: gradient.operand)))
      return [gradient]
    }
  }
}
