public import Devices
public import NumericsContract

/// An array of numbers on a device, row-major and contiguous.
///
/// A tensor is a value: operations return new ones. One that was computed from parameters under a
/// tape remembers its place there, so that gradients can be asked for.
public struct Tensor: CustomStringConvertible {
  /// Lengths of the axes.
  public let shape: Shape
  /// Where the elements are.
  public let operand: Operand
  /// The door through which operations on this tensor go.
  public let dispatcher: Dispatcher
  /// Its place on the tape; nil for a constant.
  let node: TapeNode?

  /// Creates a tensor over elements that are already on the device.
  public init(_ operand: Operand, shape: Shape, on dispatcher: Dispatcher) {
    self.init(operand, shape: shape, on: dispatcher, node: nil)
  }

  init(_ operand: Operand, shape: Shape, on dispatcher: Dispatcher, node: TapeNode?) {
    precondition(
      operand.count == shape.count,
      "a tensor of shape \(shape) over \(operand.count) elements")
    self.operand = operand
    self.shape = shape
    self.dispatcher = dispatcher
    self.node = node
  }

  /// Creates a binary32 tensor from numbers of this process.
  public init(_ values: [Float], shape: Shape, on dispatcher: Dispatcher) {
    self.init(copying: values, type: .float32, shape: shape, on: dispatcher)
  }

  /// Creates an int32 tensor from numbers of this process.
  public init(_ values: [Int32], shape: Shape, on dispatcher: Dispatcher) {
    self.init(copying: values, type: .int32, shape: shape, on: dispatcher)
  }

  /// Creates a binary64 tensor from numbers of this process.
  public init(_ values: [Double], shape: Shape, on dispatcher: Dispatcher) {
    self.init(copying: values, type: .float64, shape: shape, on: dispatcher)
  }

  /// Creates an int64 tensor from numbers of this process.
  public init(_ values: [Int64], shape: Shape, on dispatcher: Dispatcher) {
    self.init(copying: values, type: .int64, shape: shape, on: dispatcher)
  }

  /// Creates a uint8 tensor from numbers of this process.
  public init(_ values: [UInt8], shape: Shape, on dispatcher: Dispatcher) {
    self.init(copying: values, type: .uint8, shape: shape, on: dispatcher)
  }

  /// Creates a bool tensor from truth values of this process.
  public init(_ values: [Bool], shape: Shape, on dispatcher: Dispatcher) {
    self.init(
      copying: values.map { $0 ? 1 : 0 as UInt8 }, type: .bool, shape: shape, on: dispatcher)
  }

  private init<Scalar>(
    copying values: [Scalar], type: ElementType, shape: Shape, on dispatcher: Dispatcher
  ) {
    precondition(
      values.count == shape.count, "a tensor of shape \(shape) from \(values.count) numbers")
    let operand = dispatcher.allocate(values.count, type: type)
    unsafe values.withUnsafeBytes { bytes in
      unsafe dispatcher.device.write(bytes, to: operand.storage, at: 0)
    }
    self.init(operand, shape: shape, on: dispatcher)
  }

  /// Type of the elements.
  public var type: ElementType { operand.type }

  /// Number of elements.
  public var count: Int { operand.count }

  /// The same elements, without a place on the tape.
  public var detached: Tensor {
    node == nil ? self : Tensor(operand, shape: shape, on: dispatcher)
  }

  /// Type and shape; never reads the elements.
  public var description: String { "\(type.rawValue) \(shape)" }

  /// Returns a new tensor with undefined content on the same device, of this one's type unless given.
  func sibling(_ shape: Shape, type: ElementType? = nil) -> Tensor {
    Tensor(
      dispatcher.allocate(shape.count, type: type ?? self.type), shape: shape, on: dispatcher)
  }
}
