/// Adagrad: steps divided by the root of the sum of all squares of the gradient (NUM-128).
///
/// - Reference: J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and
///   stochastic optimization", 2011.
public final class Adagrad: SquareScaledOptimizer {
  /// Creates the optimizer.
  ///
  /// - Parameters:
  ///   - learningRate: η.
  ///   - epsilon: ε, added to the root.
  ///   - weightDecay: λ of the L2 term in the gradient; 0 for none.
  ///   - groups: Parameters with settings of their own.
  public init(
    learningRate: Double = 0.01, epsilon: Double = 1e-10, weightDecay: Double = 0,
    groups: [ParameterGroup] = []
  ) {
    super.init(
      name: "adagrad", learningRate: learningRate, smoothing: nil, epsilon: epsilon, momentum: 0,
      weightDecay: weightDecay, groups: groups)
  }
}
