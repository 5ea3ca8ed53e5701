import Devices
public import Tensors

/// Stochastic gradient descent with optional momentum, Nesterov look-ahead and weight decay (NUM-024).
///
/// - Reference: I. Sutskever et al., "On the importance of initialization and momentum in deep
///   learning", 2013, for the Nesterov form.
public final class SGD: Optimizer {
  public let name = "sgd"
  public var learningRates: [Double] {
    get { grouped.learningRates }
    set { grouped.learningRates = newValue }
  }
  /// μ; 0 for none.
  public let momentum: Double
  /// Look ahead along the momentum.
  public let nesterov: Bool
  /// λ of the L2 term of parameters in no group; 0 for none.
  public var weightDecay: Double { grouped.weightDecays[0] }

  private var grouped: GroupedParameters
  private var velocity = OptimizerSlot("velocity")
  private var steps: UInt64 = 0

  /// Creates the optimizer.
  ///
  /// - Precondition: Nesterov needs momentum; no value is negative.
  public init(
    learningRate: Double, momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0,
    groups: [ParameterGroup] = []
  ) {
    precondition(
      learningRate >= 0 && momentum >= 0 && weightDecay >= 0 && (!nesterov || momentum > 0),
      """
      SGD with learning rate \(learningRate), momentum \(momentum), weight decay \(weightDecay), \
      Nesterov \(nesterov): none may be negative, and Nesterov needs momentum
      """)
    grouped = GroupedParameters(
      learningRate: learningRate, weightDecay: weightDecay, groups)
    self.momentum = momentum
    self.nesterov = nesterov
  }

  public func prepare(_ parameters: [Parameter]) {
    grouped.prepare(parameters)
    if momentum > 0 { velocity.prepare(parameters) }
  }

  public func step(_ gradients: [Tensor?]) {
    steps += 1
    grouped.forEachUpdated(by: gradients) { index, group, parameter, gradient in
      parameter.value.dispatcher.perform(
        .sgd(
          SGDStep(
            parameter: parameter.value.operand, gradient: gradient.operand,
            velocity: momentum > 0 ? velocity.tensors[index].operand : nil,
            learningRate: learningRates[group], momentum: momentum,
            weightDecay: grouped.weightDecays[group], nesterov: nesterov)))
    }
  }

  public func save(to state: inout StateWriter) {
    velocity.save(to: &state)
    state.group("scalars") { state in
      state.write("step", steps)
      state.write("learningRate", learningRate)
    }
    grouped.save(to: &state)
  }

  public func restore(from state: StateReader) throws(StateError) {
    try velocity.restore(from: state)
    try state.group("scalars") { (state) throws(StateError) in
      steps = UInt64(try state.readInt("step"))
      learningRate = try state.readDouble("learningRate")
    }
    try grouped.restore(from: state)
  }
}
