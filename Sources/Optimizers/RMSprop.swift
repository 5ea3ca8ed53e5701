/// RMSprop: steps divided by the root of a running mean of the gradient's square (NUM-127).
///
/// - Reference: T. Tieleman and G. Hinton, "Lecture 6.5: rmsprop", Neural networks for machine
///   learning, 2012.
public final class RMSprop: SquareScaledOptimizer {
  /// Creates the optimizer.
  ///
  /// - Parameters:
  ///   - learningRate: η.
  ///   - smoothing: α, the share of the past in the running mean, in 0 ..< 1.
  ///   - epsilon: ε, added to the root.
  ///   - momentum: μ; 0 for none.
  ///   - weightDecay: λ of the L2 term in the gradient; 0 for none.
  ///   - groups: Parameters with settings of their own.
  public init(
    learningRate: Double = 0.01, smoothing: Double = 0.99, epsilon: Double = 1e-8,
    momentum: Double = 0, weightDecay: Double = 0, groups: [ParameterGroup] = []
  ) {
    precondition(
      (0..<1).contains(smoothing), "RMSprop with smoothing \(smoothing); it must be in 0 ..< 1")
    super.init(
      name: "rmsprop", learningRate: learningRate, smoothing: smoothing, epsilon: epsilon,
      momentum: momentum, weightDecay: weightDecay, groups: groups)
  }
}
