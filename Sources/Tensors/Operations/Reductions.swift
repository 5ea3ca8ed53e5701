import Devices
import NumericsContract

extension Tensor {
  /// Sum of all elements by the sum rule over the row-major index (NUM-005).
  ///
  /// - Shapes: any → scalar. Gradient: `dy` for every element.
  public func sum() -> Tensor { sum(axes: Array(0..<shape.rank)) }

  /// Sum over one axis; negative counts from the last (NUM-005).
  ///
  /// - Shapes: `[…, r, …] → […, …]`. Gradient: `dy`, repeated along the axis.
  public func sum(axis: Int) -> Tensor { sum(axes: [axis]) }

  /// Sum over some axes, in their row-major order whatever the order given (NUM-075).
  ///
  /// - Shapes: the axes are left out, or have length 1 when they are kept.
  /// - Gradient: `dy`, repeated along the axes.
  /// - Numerics: In binary32 or binary64 (NUM-091); integers wrap (NUM-092).
  /// - Precondition: the axes exist and none is named twice.
  public func sum(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    if isStored("sum", types: ElementType.computedNumbers) {
      return widened.sum(axes: axes, keepingAxes: keepingAxes).narrowed(to: type)
    }
    let (over, kept, dropped) = reduction(over: axes, by: "sum")
    let output = sibling(keepingAxes ? kept : dropped)
    dispatcher.perform(.sum(Sum(operand, over: over, into: output.operand)))
    let original = shape
    return output.recorded(from: self) { [$0.reshaped(to: kept).broadcast(to: original)] }
  }

  /// Mean of all elements: the sum ÷ RN32(n), a division (NUM-006).
  ///
  /// - Shapes: any → scalar. Gradient: `dy ÷ RN32(n)` for every element.
  public func mean() -> Tensor {
    if isStored("mean") {
      return widened.mean().narrowed(to: type)
    }
    return sum().divided(by: count)
  }

  /// Mean over one axis (NUM-006).
  public func mean(axis: Int) -> Tensor { mean(axes: [axis]) }

  /// Mean over some axes: the sum over them ÷ RN32(n), a division (NUM-075).
  ///
  /// - Shapes, precondition: as for the sum. Gradient: `dy ÷ RN32(n)`, repeated along the axes.
  public func mean(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    if isStored("mean") {
      return widened.mean(axes: axes, keepingAxes: keepingAxes).narrowed(to: type)
    }
    let kept = shapes(reducing: axes).kept
    return sum(axes: axes, keepingAxes: keepingAxes).divided(by: count(reducing: kept))
  }

  /// Whether any element along some axes is true (NUM-092); false where there is none.
  ///
  /// - Shapes: bool, the axes left out.
  public func any(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    if type != .bool { dispatcher.refuse("any", "\(self); expected bool") }
    return converted(to: .int64).sum(axes: axes, keepingAxes: keepingAxes) .!= 0
  }

  /// Whether all elements along some axes are true (NUM-092); true where there is none.
  ///
  /// - Shapes: bool, the axes left out.
  public func all(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    .!(.!self).any(axes: axes, keepingAxes: keepingAxes)
  }

  /// Every element ÷ RN32(n): one division each. Gradient: `dy ÷ RN32(n)`.
  public func divided(by count: Int) -> Tensor {
    if isStored("divide") {
      return widened.divided(by: count).narrowed(to: type)
    }
    let output = sibling(shape)
    dispatcher.perform(
      .divide(DivideByConstant(operand, by: Double(count), into: output.operand)))
    return output.recorded(from: self) { [$0.divided(by: count)] }
  }

  /// The shapes after a reduction over some axes: with length 1 there, and without them.
  func shapes(reducing axes: [Int]) -> (kept: Shape, dropped: Shape) {
    let places = axes.map { $0 < 0 ? shape.rank + $0 : $0 }
    for (number, place) in places.enumerated() {
      if !(0..<shape.rank).contains(place) || places[..<number].contains(place) {
        dispatcher.refuse("reduction", "axes \(axes) of a tensor of shape \(shape)")
      }
    }
    return (
      Shape((0..<shape.rank).map { places.contains($0) ? 1 : shape[$0] }),
      Shape((0..<shape.rank).filter { !places.contains($0) }.map { shape[$0] })
    )
  }

  /// Elements that one result of a reduction to `kept` is made of.
  func count(reducing kept: Shape) -> Int {
    (0..<shape.rank).reduce(1) { kept[$1] == 1 ? $0 * shape[$1] : $0 }
  }

  /// The axes of a reduction, and the shapes of its result with them and without.
  func reduction(
    over axes: [Int], by operation: String
  ) -> (over: BroadcastAxes, kept: Shape, dropped: Shape) {
    let (kept, dropped) = shapes(reducing: axes)
    guard let over = BroadcastAxes([shape.axes, kept.axes]) else {
      dispatcher.refuse(operation, "axes \(axes) of a tensor of shape \(shape)")
    }
    return (over, kept, dropped)
  }
}
