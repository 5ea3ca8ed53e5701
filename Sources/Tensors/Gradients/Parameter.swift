/// A tensor that training changes; it has one owner, one name and one path.
///
/// A parameter is described by the model and gets its values when the model is bound to a device:
/// they are a function of the seed and the path, so a model holds no random numbers of its own.
public final class Parameter: LayerPart {
  /// Lengths of the axes.
  public let shape: Shape
  /// How the first values are made.
  public let initializer: Initializer
  /// Path within the model, such as `hidden.weight`; empty before binding.
  public private(set) var path = ""
  private var bound: Tensor?

  /// Describes a parameter.
  public init(_ shape: Shape, _ initializer: Initializer) {
    self.shape = shape
    self.initializer = initializer
  }

  /// The values on the device, updated in place by an optimizer.
  ///
  /// - Precondition: the model was bound (the Trainer does it).
  public var value: Tensor {
    guard let bound else {
      fatalError(
        "parameter '\(path)' of shape \(shape) has no values yet: bind its model to a device")
    }
    return bound
  }

  /// Places the first values on a device.
  func bind(path: String, to dispatcher: Dispatcher, seed: UInt64) {
    self.path = path
    let values = initializer.values(count: shape.count, seed: seed, path: path)
    bound = Tensor(values, shape: shape, on: dispatcher)
  }
}
