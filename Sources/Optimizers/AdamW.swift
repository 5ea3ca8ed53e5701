/// Adam with decoupled weight decay (NUM-026).
///
/// - Reference: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019.
public final class AdamW: AdamFamily {
  /// Creates the optimizer.
  ///
  /// - Parameters:
  ///   - learningRate: η.
  ///   - betas: β₁ and β₂, each in 0 ..< 1.
  ///   - epsilon: ε, added to the root of the second moment.
  ///   - weightDecay: λ of the decoupled decay; 0 for none.
  ///   - groups: Parameters with settings of their own.
  public init(
    learningRate: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
    weightDecay: Double = 0.01,
    groups: [ParameterGroup] = []
  ) {
    super.init(
      name: "adamw", learningRate: learningRate, betas: betas, epsilon: epsilon,
      weightDecay: weightDecay, isDecoupled: true, groups: groups)
  }
}
