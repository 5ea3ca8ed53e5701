import Devices
import NumericsContract

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
  /// Whether training changes it; a frozen parameter is a constant without a gradient (NUM-122).
  public var isTrainable = true
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

  /// Bytes of the values; of binary32 before binding.
  public var byteCount: Int { shape.count * (bound?.type ?? .float32).byteCount }

  /// Learns its path.
  func place(at path: String) { self.path = path }

  /// Places the first values on a device.
  func bind(to dispatcher: Dispatcher, seed: UInt64, type: ElementType) {
    let values = initializer.values(count: shape.count, seed: seed, path: path)
    bound = Tensor(values, as: type, shape: shape, on: dispatcher)
  }

  /// Takes its values to a device; the first ones if it has none.
  func move(to dispatcher: Dispatcher, seed: UInt64, type: ElementType) throws(DeviceError) {
    guard let bound else { return bind(to: dispatcher, seed: seed, type: type) }
    self.bound = try bound.moved(to: dispatcher, as: type)
  }
}
