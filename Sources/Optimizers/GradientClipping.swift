import Devices
import NumericsContract
public import Tensors

/// Scales all gradients so that their common norm does not exceed a maximum (NUM-022).
///
/// The norm and the factor stay on the device; nobody waits for them.
public struct GradientClipping {
  /// Largest norm.
  public let maximum: Double

  /// Creates the rule.
  ///
  /// - Precondition: the maximum is positive.
  public init(maximum: Double) {
    precondition(maximum > 0, "clipping by a norm of \(maximum)")
    self.maximum = maximum
  }

  /// Returns the scaled gradients and the norm before scaling (a scalar on the device).
  ///
  /// - Parameter gradients: In ascending UTF-8 order of parameter path; at least one not nil.
  public func clip(_ gradients: [Tensor?]) -> (gradients: [Tensor?], norm: Tensor)? {
    let present = gradients.compactMap { $0 }
    guard let first = present.first else { return nil }
    let dispatcher = first.dispatcher
    let squares = dispatcher.allocate(present.count, type: .float64)
    for (index, gradient) in present.enumerated() {
      let square = Operand(squares.storage, type: .float64, offset: index, count: 1)
      dispatcher.perform(.squaredNorm(SquaredNorm(gradient.operand, into: square)))
    }
    let norm = dispatcher.allocate(1, type: first.type)
    let factor = dispatcher.allocate(1, type: first.type)
    dispatcher.perform(
      .clipFactor(ClipFactor(squares: squares, maximum: maximum, norm: norm, factor: factor)))
    let scaled = gradients.map { gradient -> Tensor? in
      guard let gradient else { return nil }
      let output = dispatcher.allocate(gradient.count, type: gradient.type)
      dispatcher.perform(
        .multiplyByScalar(MultiplyByScalar(gradient.operand, by: factor, into: output)))
      return Tensor(output, shape: gradient.shape, on: dispatcher)
    }
    return (scaled, Tensor(norm, shape: [], on: dispatcher))
  }
}
