public import Tensors

/// Updates parameters from their gradients.
public protocol Optimizer: Stateful {
  /// Name of its section in a checkpoint, such as `adamw`.
  var name: String { get }

  /// Learning rate η of the next step; a scheduler sets it before each step.
  var learningRate: Double { get set }

  /// Allocates the state for parameters, all of it zero.
  func prepare(_ parameters: [Parameter])

  /// Updates every parameter in place.
  ///
  /// - Parameter gradients: One per parameter given to `prepare`, in that order; nil leaves the
  ///   parameter and its state as they are.
  func step(_ gradients: [Tensor?])
}
