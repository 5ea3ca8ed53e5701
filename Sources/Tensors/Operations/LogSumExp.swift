import Devices
import NumericsContract

extension Tensor {
  /// `log Σ exp x` of all elements (NUM-078).
  ///
  /// - Shapes: any → scalar. Gradient: as over some axes.
  public func logSumExp() -> Tensor { logSumExp(axes: Array(0..<shape.rank)) }

  /// `log Σ exp x` over one axis; negative counts from the last (NUM-078).
  public func logSumExp(axis: Int) -> Tensor { logSumExp(axes: [axis]) }

  /// `log Σ exp(x − c) + c` over some axes, c the largest element, or +0 where that is not finite
  /// (NUM-078).
  ///
  /// - Shapes: the axes are left out, or have length 1 when they are kept.
  /// - Gradient: `e · (dy ÷ Σ e)`, e the exponentials.
  /// - Numerics: −∞ alone, and nothing, give −∞; +∞ gives +∞ unless there is a NaN, which gives NaN.
  /// - Precondition: the axes exist and none is named twice.
  public func logSumExp(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    if isStored("logSumExp") {
      return widened.logSumExp(axes: axes, keepingAxes: keepingAxes).narrowed(to: type)
    }
    let (kept, dropped) = shapes(reducing: axes)
    let largest = detached.max(axes: axes, keepingAxes: true)
    let shift = select(largest.absolute() .< .infinity, largest, scalar(0))
    let exponentials = (detached - shift).exp()
    let total = exponentials.sum(axes: axes, keepingAxes: true)
    return (total.log() + shift).reshaped(to: keepingAxes ? kept : dropped)
      .recorded(from: self) { upstream in
        [exponentials * (upstream.reshaped(to: kept) / total)]
      }
  }
}
