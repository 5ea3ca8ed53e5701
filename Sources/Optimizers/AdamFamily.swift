import Devices
public import Tensors

/// What Adam and AdamW share: the moments, the running powers of β and the step (NUM-025).
///
/// β₁ᵗ and β₂ᵗ are running products in binary64, kept in the state: no power function is needed.
public class AdamFamily: Optimizer {
  public let name: String
  public var learningRate: Double
  /// β₁.
  public let beta1: Double
  /// β₂.
  public let beta2: Double
  /// ε, added to the root of the second moment.
  public let epsilon: Double
  /// λ; 0 for none.
  public let weightDecay: Double
  /// Whether the decay acts on the parameter itself rather than on the gradient.
  public let isDecoupled: Bool

  private var parameters: [Parameter] = []
  private var firstMoment = OptimizerSlot("firstMoment")
  private var secondMoment = OptimizerSlot("secondMoment")
  private var steps: UInt64 = 0
  private var beta1Power = 1.0
  private var beta2Power = 1.0

  init(
    name: String, learningRate: Double, betas: (Double, Double), epsilon: Double,
    weightDecay: Double, isDecoupled: Bool
  ) {
    precondition(
      (0..<1).contains(betas.0) && (0..<1).contains(betas.1) && epsilon >= 0 && weightDecay >= 0,
      """
      Adam with betas \(betas), epsilon \(epsilon), weight decay \(weightDecay): betas must be in \
      0 ..< 1 and the others not negative
      """)
    self.name = name
    self.learningRate = learningRate
    beta1 = betas.0
    beta2 = betas.1
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.isDecoupled = isDecoupled
  }

  public func prepare(_ parameters: [Parameter]) {
    self.parameters = parameters
    firstMoment.prepare(parameters)
    secondMoment.prepare(parameters)
  }

  public func step(_ gradients: [Tensor?]) {
    steps += 1
    beta1Power *= beta1
    beta2Power *= beta2
    let hyperparameters = AdamStep.Hyperparameters(
      learningRate: learningRate, beta1: beta1, beta2: beta2, beta1Power: beta1Power,
      beta2Power: beta2Power, epsilon: epsilon, weightDecay: weightDecay, decoupled: isDecoupled)
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = gradients[index] else { continue }
      parameter.value.dispatcher.perform(
        .adam(
          AdamStep(
            parameter: parameter.value.operand, gradient: gradient.operand,
            firstMoment: firstMoment.tensors[index].operand,
            secondMoment: secondMoment.tensors[index].operand,
            hyperparameters: hyperparameters)))
    }
  }

  public func save(to state: inout StateWriter) {
    firstMoment.save(to: &state)
    secondMoment.save(to: &state)
    state.group("scalars") { state in
      state.write("step", steps)
      state.write("beta1Power", beta1Power)
      state.write("beta2Power", beta2Power)
      state.write("learningRate", learningRate)
    }
  }

  public func restore(from state: StateReader) throws(StateError) {
    try firstMoment.restore(from: state)
    try secondMoment.restore(from: state)
    try state.group("scalars") { (state) throws(StateError) in
      steps = UInt64(try state.readInt("step"))
      beta1Power = try state.readDouble("beta1Power")
      beta2Power = try state.readDouble("beta2Power")
      learningRate = try state.readDouble("learningRate")
    }
  }
}
