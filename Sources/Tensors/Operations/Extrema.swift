import Devices
import NumericsContract

// Largest and smallest elements over axes, and where they are.
extension Tensor {
  /// The largest element (NUM-077).
  ///
  /// - Shapes: any → scalar. Gradient: as over some axes.
  public func max() -> Tensor { max(axes: Array(0..<shape.rank)) }

  /// The largest element over one axis; negative counts from the last (NUM-077).
  public func max(axis: Int) -> Tensor { max(axes: [axis]) }

  /// The largest element over some axes: NaN if one is, +0 > −0, −∞ of none (NUM-077).
  ///
  /// - Shapes: the axes are left out, or have length 1 when they are kept.
  /// - Gradient: `dy` for the element that `argmax` names, +0 for all others.
  /// - Precondition: the axes exist and none is named twice.
  public func max(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    extremum(.maximum, axes: axes, keepingAxes: keepingAxes)
  }

  /// The smallest element (NUM-077).
  ///
  /// - Shapes: any → scalar. Gradient: as over some axes.
  public func min() -> Tensor { min(axes: Array(0..<shape.rank)) }

  /// The smallest element over one axis; negative counts from the last (NUM-077).
  public func min(axis: Int) -> Tensor { min(axes: [axis]) }

  /// The smallest element over some axes: NaN if one is, −0 < +0, +∞ of none (NUM-077).
  ///
  /// - Shapes, precondition: as for the largest. Gradient: `dy` for the element that `argmin` names.
  public func min(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    extremum(.minimum, axes: axes, keepingAxes: keepingAxes)
  }

  /// Row-major index of the largest element (NUM-077).
  ///
  /// - Shapes: any → int32 scalar. Precondition: as over some axes.
  public func argmax() -> Tensor { argmax(axes: Array(0..<shape.rank)) }

  /// Index of the largest element over one axis, such as the class of a row of scores (NUM-077).
  ///
  /// - Shapes: `[…, n, …] → int32 […, …]`. Precondition: as over some axes.
  public func argmax(axis: Int) -> Tensor { argmax(axes: [axis]) }

  /// Row-major index, over some axes, of the first NaN, else of the first largest element (NUM-077).
  ///
  /// - Shapes: int32; the axes are left out, or have length 1 when they are kept. Gradient: none.
  /// - Precondition: the axes exist, none is named twice, and they have 1 ... 2³¹ elements.
  public func argmax(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    places(of: .maximum, axes: axes, keepingAxes: keepingAxes)
  }

  /// Row-major index of the smallest element (NUM-077).
  ///
  /// - Shapes: any → int32 scalar. Precondition: as over some axes.
  public func argmin() -> Tensor { argmin(axes: Array(0..<shape.rank)) }

  /// Index of the smallest element over one axis (NUM-077).
  ///
  /// - Shapes: `[…, n, …] → int32 […, …]`. Precondition: as over some axes.
  public func argmin(axis: Int) -> Tensor { argmin(axes: [axis]) }

  /// Row-major index, over some axes, of the first NaN, else of the first smallest element (NUM-077).
  ///
  /// - Shapes, precondition: as `argmax`. Gradient: none.
  public func argmin(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    places(of: .minimum, axes: axes, keepingAxes: keepingAxes)
  }

  private func extremum(
    _ function: Extremum.Function, axes: [Int], keepingAxes: Bool
  ) -> Tensor {
    if isStored("\(function)") {
      return widened.extremum(function, axes: axes, keepingAxes: keepingAxes).narrowed(to: type)
    }
    let (over, kept, dropped) = reduction(over: axes, by: "\(function)")
    let output = sibling(keepingAxes ? kept : dropped)
    // The gradient alone needs the places, and nothing has none.
    let places =
      isTracked && over.repetitions(of: 1) > 0 ? sibling(kept, type: .int32).operand : nil
    dispatcher.perform(
      .extremum(Extremum(function, operand, over: over, values: output.operand, places: places)))
    let original = shape
    return output.recorded(from: self) { upstream in
      let gradient = upstream.sibling(original)
      if let places {
        upstream.dispatcher.perform(
          .extremumGradient(
            ExtremumGradient(
              upstream: upstream.operand, places: places, over: over, into: gradient.operand)))
      }
      return [gradient]
    }
  }

  private func places(
    of function: Extremum.Function, axes: [Int], keepingAxes: Bool
  ) -> Tensor {
    if isStored("\(function)") {
      return detached.widened.places(of: function, axes: axes, keepingAxes: keepingAxes)
    }
    let (over, kept, dropped) = reduction(over: axes, by: "\(function)")
    if !(1...1 << 31).contains(over.repetitions(of: 1)) {
      dispatcher.refuse(
        "place of the \(function)",
        "axes \(axes) of a tensor of shape \(shape); expected 1 ... 2³¹ elements")
    }
    let output = sibling(keepingAxes ? kept : dropped, type: .int32)
    dispatcher.perform(
      .extremum(Extremum(function, operand, over: over, places: output.operand)))
    return output
  }
}
