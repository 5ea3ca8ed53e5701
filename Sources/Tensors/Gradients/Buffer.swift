import Devices
import NumericsContract

/// A tensor that belongs to a model but is not trained, such as a running average.
///
/// It is saved, restored and compared like a parameter; optimizers do not see it.
public final class Buffer: LayerPart {
  /// Lengths of the axes.
  public let shape: Shape
  /// First value of every element.
  public let initial: Float
  /// Path within the model, such as `norm.running_mean`; empty before binding.
  public private(set) var path = ""
  private var bound: Tensor?

  /// Describes a buffer.
  public init(_ shape: Shape, initial: Float) {
    self.shape = shape
    self.initial = initial
  }

  /// The values on the device, updated in place.
  ///
  /// - Precondition: the model was bound (the Trainer does it).
  public var value: Tensor {
    guard let bound else {
      fatalError(
        "buffer '\(path)' of shape \(shape) has no values yet: bind its model to a device")
    }
    return bound
  }

  /// Learns its path.
  func place(at path: String) { self.path = path }

  /// Places the first values on a device.
  func bind(to dispatcher: Dispatcher, type: ElementType) {
    let values = [Float](repeating: initial, count: shape.count)
    bound = Tensor(values, as: type, shape: shape, on: dispatcher)
  }

  /// Takes its values to a device; the first ones if it has none.
  func move(to dispatcher: Dispatcher, type: ElementType) throws(DeviceError) {
    guard let bound else { return bind(to: dispatcher, type: type) }
    self.bound = try bound.moved(to: dispatcher, as: type)
  }
}
