public import Tensors

/// Updates parameters from their gradients.
public protocol Optimizer: Stateful {
  /// Name of its section in a checkpoint, such as `adamw`.
  var name: String { get }

  /// Learning rate η of the next step for parameters in no group.
  var learningRate: Double { get set }

  /// Learning rates of the groups of parameters, the default group first; schedulers set these.
  var learningRates: [Double] { get set }

  /// Allocates the state for parameters, all of it zero.
  func prepare(_ parameters: [Parameter])

  /// Updates every parameter in place.
  ///
  /// - Parameter gradients: One per parameter given to `prepare`, in that order; nil leaves the
  ///   parameter and its state as they are.
  func step(_ gradients: [Tensor?])
}

extension Optimizer {
  /// One group unless an optimizer says otherwise.
  public var learningRates: [Double] {
    get { [learningRate] }
    set {
      precondition(newValue.count == 1, "\(newValue.count) learning rates for one group")
      learningRate = newValue[0]
    }
  }
}
