import Devices
public import Tensors

/// What RMSprop and Adagrad share: a gradient divided by the root of its squares (NUM-127, NUM-128).
///
/// A step is made of the catalogue's elementwise operations.
public class SquareScaledOptimizer: Optimizer {
  public let name: String
  public var learningRates: [Double] {
    get { grouped.learningRates }
    set { grouped.learningRates = newValue }
  }
  /// α of the squares' running mean; nil for their sum.
  private let smoothing: Double?
  private let epsilon: Double
  private let momentum: Double

  private var grouped: GroupedParameters
  private var squares = OptimizerSlot("squares")
  private var velocity = OptimizerSlot("velocity")
  private var steps: UInt64 = 0

  init(
    name: String, learningRate: Double, smoothing: Double?, epsilon: Double, momentum: Double,
    weightDecay: Double, groups: [ParameterGroup]
  ) {
    precondition(
      learningRate >= 0 && epsilon >= 0 && momentum >= 0 && weightDecay >= 0,
      """
      \(name) with learning rate \(learningRate), epsilon \(epsilon), momentum \(momentum), weight \
      decay \(weightDecay): none may be negative
      """)
    self.name = name
    self.smoothing = smoothing
    self.epsilon = epsilon
    self.momentum = momentum
    grouped = GroupedParameters(
      learningRate: learningRate, weightDecay: weightDecay, groups)
  }

  public func prepare(_ parameters: [Parameter]) {
    grouped.prepare(parameters)
    squares.prepare(parameters)
    if momentum != 0 { velocity.prepare(parameters) }
  }

  public func step(_ gradients: [Tensor?]) {
    steps += 1
    grouped.forEachUpdated(by: gradients) { index, group, parameter, gradient in
      let (p, v) = (parameter.value, squares.tensors[index])
      let decay = grouped.weightDecays[group]
      let g = decay == 0 ? gradient.detached : gradient.detached + p * decay
      if let smoothing {
        v.become(.add, v * smoothing, g.square() * (1 - smoothing))
      } else {
        v.become(.add, v, g.square())
      }
      var update = g / (v.squareRoot() + epsilon)
      if momentum != 0 {
        let b = velocity.tensors[index]
        b.become(.add, b * momentum, update)
        update = b
      }
      p.become(.subtract, p, update * grouped.learningRates[group])
    }
  }

  public func save(to state: inout StateWriter) {
    squares.save(to: &state)
    velocity.save(to: &state)
    state.group("scalars") { state in
      state.write("step", steps)
      state.write("learningRate", learningRate)
    }
    grouped.save(to: &state)
  }

  public func restore(from state: StateReader) throws(StateError) {
    try squares.restore(from: state)
    try velocity.restore(from: state)
    try state.group("scalars") { (state) throws(StateError) in
      steps = UInt64(try state.readInt("step"))
      learningRate = try state.readDouble("learningRate")
    }
    try grouped.restore(from: state)
  }
}

extension Tensor {
  /// Computes an operation of two tensors into this one, which may be one of them.
  fileprivate func become(_ function: Binary.Function, _ left: Tensor, _ right: Tensor) {
    dispatcher.perform(.binary(Binary(function, left.operand, right.operand, into: operand)))
  }
}
