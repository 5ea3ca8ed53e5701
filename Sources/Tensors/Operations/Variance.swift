import Devices
import NumericsContract

extension Tensor {
  /// Variance over some axes: the mean of squared differences from the mean (NUM-007, NUM-076).
  ///
  /// - Parameter correction: What is taken off the count in the denominator; 1 for an unbiased estimate.
  /// - Shapes: the axes are left out, or have length 1 when they are kept.
  /// - Gradient: `d · ((2 · dy) ÷ RN32(n − correction))`, d the differences.
  /// - Precondition: the axes exist and none is named twice; the correction is not negative.
  public func variance(
    axes: [Int], correction: Int = 0, keepingAxes: Bool = false
  ) -> Tensor {
    if isStored("variance") {
      return widened.variance(axes: axes, correction: correction, keepingAxes: keepingAxes)
        .narrowed(to: type)
    }
    precondition(correction >= 0, "a variance with a correction of \(correction)")
    let kept = shapes(reducing: axes).kept
    let differences = detached - detached.mean(axes: axes, keepingAxes: true)
    let divisor = Swift.max(0, count(reducing: kept) - correction)
    let squares = (differences * differences).sum(axes: axes, keepingAxes: keepingAxes)
    return squares.divided(by: divisor).recorded(from: self) { upstream in
      [differences * (upstream.reshaped(to: kept) * 2).divided(by: divisor)]
    }
  }
}
