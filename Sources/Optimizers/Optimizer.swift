public import Tensors

/// Updates parameters from their gradients.
public protocol Optimizer: Stateful {
  /// Name of its section in a checkpoint, such as `adamw`.
  var name: String { get }

  /// Learning rates of the next step, one for each group of parameters, that of parameters in no group
  /// first; a scheduler sets them before each step.
  var learningRates: [Double] { get set }

  /// Allocates the state for parameters, all of it zero.
  func prepare(_ parameters: [Parameter])

  /// Updates every parameter in place.
  ///
  /// - Parameter gradients: One per parameter given to `prepare`, in that order; nil leaves the
  ///   parameter and its state as they are, and so does a frozen parameter (NUM-122).
  func step(_ gradients: [Tensor?])
}

extension Optimizer {
  /// Learning rate η of the next step for parameters in no group.
  public var learningRate: Double {
    get { learningRates[0] }
    set { learningRates[0] = newValue }
  }
}
