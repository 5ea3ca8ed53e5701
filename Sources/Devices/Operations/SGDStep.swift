/// One step of stochastic gradient descent for one parameter, in place (NUM-024).
///
/// Per element, in binary32 or binary64: `g = λ ≠ 0 ? fma(λ, p, g) : g`; with momentum μ ≠ 0
/// `b = fma(μ, b, g); u = nesterov ? fma(μ, b, g) : b`, otherwise `u = g`; `p = fma(−η, u, p)`.
/// η, μ and λ are host scalars rounded once; b starts at +0.
public struct SGDStep: CatalogueEntry {
  /// η.
  public let learningRate: Double
  /// μ; 0 for none.
  public let momentum: Double
  /// λ; 0 for none.
  public let weightDecay: Double
  /// Look ahead along the momentum.
  public let nesterov: Bool
  /// p, binary32 or binary64, updated.
  public let parameter: Operand
  /// g, of the same type and count.
  public let gradient: Operand
  /// b, likewise, updated; nil when μ = 0.
  public let velocity: Operand?

  /// Creates the operation.
  public init(
    parameter: Operand, gradient: Operand, velocity: Operand?, learningRate: Double,
    momentum: Double, weightDecay: Double, nesterov: Bool
  ) {
    precondition(
      parameter.count == gradient.count && (velocity == nil) == (momentum == 0)
        && (velocity?.count ?? parameter.count) == parameter.count
        && parameter.type.isComputed && gradient.type == parameter.type
        && (velocity?.type ?? parameter.type) == parameter.type,
      """
      sgd of \(parameter.count) \(parameter.type) elements with a gradient of \
      \(gradient.count) \(gradient.type), momentum \(momentum) and a velocity of \
      \(velocity?.count ?? 0)
      """)
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.nesterov = nesterov
    self.parameter = parameter
    self.gradient = gradient
    self.velocity = velocity
  }

  public var signature: String { "sgd \(parameter.count)\(parameter.typeLabel)" }
  public var inputs: [Operand] { [parameter, gradient] + (velocity.map { [$0] } ?? []) }
  public var outputs: [Operand] { [parameter] + (velocity.map { [$0] } ?? []) }
}
