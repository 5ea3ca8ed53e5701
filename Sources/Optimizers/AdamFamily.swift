import Devices
public import Tensors

/// What Adam and AdamW share: the moments, the running powers of β and the step (NUM-025).
///
/// β₁ᵗ and β₂ᵗ are running products in binary64, kept in the state: no power function is needed.
public class AdamFamily: Optimizer {
  public let name: String
  public var learningRates: [Double] {
    get { grouped.learningRates }
    set { grouped.learningRates = newValue }
  }
  /// β₁.
  public let beta1: Double
  /// β₂.
  public let beta2: Double
  /// ε, added to the root of the second moment.
  public let epsilon: Double
  /// λ of parameters in no group; 0 for none.
  public var weightDecay: Double { grouped.weightDecays[0] }
  /// Whether the decay acts on the parameter itself rather than on the gradient.
  public let isDecoupled: Bool

  private var grouped: GroupedParameters
  private var firstMoment = OptimizerSlot("firstMoment")
  private var secondMoment = OptimizerSlot("secondMoment")
  private var steps: UInt64 = 0
  private var beta1Power = 1.0
  private var beta2Power = 1.0

  init(
    name: String, learningRate: Double, betas: (Double, Double), epsilon: Double,
    weightDecay: Double, isDecoupled: Bool, groups: [ParameterGroup]
  ) {
    precondition(
      (0..<1).contains(betas.0) && (0..<1).contains(betas.1) && epsilon >= 0 && weightDecay >= 0,
      """
      Adam with betas \(betas), epsilon \(epsilon), weight decay \(weightDecay): betas must be in \
      0 ..< 1 and the others not negative
      """)
    self.name = name
    grouped = GroupedParameters(
      learningRate: learningRate, weightDecay: weightDecay, groups)
    beta1 = betas.0
    beta2 = betas.1
    self.epsilon = epsilon
    self.isDecoupled = isDecoupled
  }

  public func prepare(_ parameters: [Parameter]) {
    grouped.prepare(parameters)
    firstMoment.prepare(parameters)
    secondMoment.prepare(parameters)
  }

  public func step(_ gradients: [Tensor?]) {
    steps += 1
    beta1Power *= beta1
    beta2Power *= beta2
    let hyperparameters = learningRates.indices.map { group in
      AdamStep.Hyperparameters(
        learningRate: learningRates[group], beta1: beta1, beta2: beta2, beta1Power: beta1Power,
        beta2Power: beta2Power, epsilon: epsilon, weightDecay: grouped.weightDecays[group],
        decoupled: isDecoupled)
    }
    grouped.forEachUpdated(by: gradients) { index, group, parameter, gradient in
      parameter.value.dispatcher.perform(
        .adam(
          AdamStep(
            parameter: parameter.value.operand, gradient: gradient.operand,
            firstMoment: firstMoment.tensors[index].operand,
            secondMoment: secondMoment.tensors[index].operand,
            hyperparameters: hyperparameters[group])))
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
    grouped.save(to: &state)
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
    try grouped.restore(from: state)
  }
}
