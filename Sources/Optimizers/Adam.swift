/// Adam: steps scaled by running moments of the gradient (NUM-025).
///
/// - Reference: D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015.
public final class Adam: AdamFamily {
  /// Creates the optimizer.
  ///
  /// - Parameters:
  ///   - learningRate: η.
  ///   - betas: β₁ and β₂, each in 0 ..< 1.
  ///   - epsilon: ε, added to the root of the second moment.
  ///   - weightDecay: λ of the L2 term in the gradient; 0 for none.
  ///   - groups: Parameters with settings of their own.
  public init(
    learningRate: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
    weightDecay: Double = 0,
    groups: [ParameterGroup] = []
  ) {
    super.init(
      name: "adam", learningRate: learningRate, betas: betas, epsilon: epsilon,
      weightDecay: weightDecay, isDecoupled: false, groups: groups)
  }
}
