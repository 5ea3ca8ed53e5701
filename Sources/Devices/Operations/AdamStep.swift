/// One step of Adam or AdamW for one parameter, in place (NUM-025, NUM-026).
///
/// Per element, in binary32 or binary64, with the coefficients below:
///
///     g = coupled and λ ≠ 0 ? fma(λ, p, g) : g
///     m = fma(β₁, m, c₁ · g)
///     v = fma(β₂, v, c₂ · (g · g))
///     d = √v · rootScale + ε            each operation rounded
///     q = decoupled and λ ≠ 0 ? p · decay : p
///     p = fma(−stepSize, m ÷ d, q)
///
/// - Reference: D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015,
///   algorithm 1; I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019.
public struct AdamStep: CatalogueEntry {
  /// The scalars of a step, all binary64 on the host.
  public struct Hyperparameters: Sendable, Equatable {
    /// η.
    public var learningRate: Double
    /// β₁.
    public var beta1: Double
    /// β₂.
    public var beta2: Double
    /// β₁ᵗ, a running product that includes this step.
    public var beta1Power: Double
    /// β₂ᵗ, likewise.
    public var beta2Power: Double
    /// ε.
    public var epsilon: Double
    /// λ; 0 for none.
    public var weightDecay: Double
    /// AdamW's decoupled decay rather than an L2 term in the gradient.
    public var decoupled: Bool

    /// Creates the scalars.
    public init(
      learningRate: Double, beta1: Double, beta2: Double, beta1Power: Double, beta2Power: Double,
      epsilon: Double, weightDecay: Double, decoupled: Bool
    ) {
      self.learningRate = learningRate
      self.beta1 = beta1
      self.beta2 = beta2
      self.beta1Power = beta1Power
      self.beta2Power = beta2Power
      self.epsilon = epsilon
      self.weightDecay = weightDecay
      self.decoupled = decoupled
    }
  }

  /// What a kernel needs, each computed in binary64 as written; a binary32 kernel rounds it once.
  public struct Coefficients: Sendable {
    /// β₁.
    public let beta1: Double
    /// c₁ = 1 − β₁.
    public let oneMinusBeta1: Double
    /// β₂.
    public let beta2: Double
    /// c₂ = 1 − β₂.
    public let oneMinusBeta2: Double
    /// 1 ÷ √(1 − β₂ᵗ).
    public let rootScale: Double
    /// ε.
    public let epsilon: Double
    /// η ÷ (1 − β₁ᵗ).
    public let stepSize: Double
    /// λ; used when coupled.
    public let weightDecay: Double
    /// 1 − η·λ; used when decoupled.
    public let decay: Double
  }

  /// The scalars of the step.
  public let hyperparameters: Hyperparameters
  /// p, binary32 or binary64, updated.
  public let parameter: Operand
  /// g, of the same type and count.
  public let gradient: Operand
  /// m, likewise, updated.
  public let firstMoment: Operand
  /// v, likewise, updated.
  public let secondMoment: Operand

  /// Creates the operation.
  public init(
    parameter: Operand, gradient: Operand, firstMoment: Operand, secondMoment: Operand,
    hyperparameters: Hyperparameters
  ) {
    precondition(
      parameter.count == gradient.count && parameter.count == firstMoment.count
        && parameter.count == secondMoment.count
        && parameter.type.isComputed && gradient.type == parameter.type
        && firstMoment.type == parameter.type && secondMoment.type == parameter.type,
      """
      adam of \(parameter.count) \(parameter.type) elements with a gradient of \
      \(gradient.count) \(gradient.type) and moments of \(firstMoment.count) and \
      \(secondMoment.count)
      """)
    self.hyperparameters = hyperparameters
    self.parameter = parameter
    self.gradient = gradient
    self.firstMoment = firstMoment
    self.secondMoment = secondMoment
  }

  /// The coefficients of the step.
  public var coefficients: Coefficients {
    let h = hyperparameters
    return Coefficients(
      beta1: h.beta1, oneMinusBeta1: 1 - h.beta1, beta2: h.beta2, oneMinusBeta2: 1 - h.beta2,
      rootScale: 1 / (1 - h.beta2Power).squareRoot(), epsilon: h.epsilon,
      stepSize: h.learningRate / (1 - h.beta1Power), weightDecay: h.weightDecay,
      decay: 1 - h.learningRate * h.weightDecay)
  }

  public var signature: String {
    "\(hyperparameters.decoupled ? "adamw" : "adam") \(parameter.count)\(parameter.typeLabel)"
  }
  public var inputs: [Operand] { [parameter, gradient, firstMoment, secondMoment] }
  public var floatingPointOperations: Int { 12 * parameter.count }
  public var outputs: [Operand] { [parameter, firstMoment, secondMoment] }
}
