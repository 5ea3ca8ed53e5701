public import Tensors

/// Moves every element of every gradient into a range around zero (NUM-123).
///
/// Unlike `GradientClipping` it changes the direction of the step. NaN stays NaN.
public struct GradientValueClipping {
  /// Largest magnitude of an element.
  public let maximum: Double

  /// Creates the rule.
  ///
  /// - Precondition: the maximum is positive.
  public init(maximum: Double) {
    precondition(maximum > 0, "clipping by a value of \(maximum)")
    self.maximum = maximum
  }

  /// Returns gradients whose elements are within the range; nil stays nil.
  public func clip(_ gradients: [Tensor?]) -> [Tensor?] {
    gradients.map { $0?.detached.clamped(to: -maximum...maximum) }
  }
}
