public import Devices
public import NumericsContract

extension Tensor {
  /// Numbers of this process, sent to a device in binary32 or, which holds them exactly, in binary64.
  public init(_ values: [Float], as type: ElementType, shape: Shape, on dispatcher: Dispatcher) {
    if type == .float64 {
      self.init(values.map { Double($0) }, shape: shape, on: dispatcher)
    } else {
      self.init(values, shape: shape, on: dispatcher)
    }
  }

  /// Waits for the device and copies the elements' bytes.
  ///
  /// - Throws: `DeviceError` when earlier work failed.
  public func bytes() throws(DeviceError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: operand.byteCount)
    var failure: DeviceError?
    unsafe result.withUnsafeMutableBytes { buffer in
      do throws(DeviceError) {
        unsafe try dispatcher.device.read(
          operand.storage, at: operand.byteOffset, into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return result
  }

  /// Waits for the device and copies binary32 elements.
  public func floats() throws(DeviceError) -> [Float] {
    precondition(type == .float32, "floats of a tensor of \(type.rawValue)")
    return try elements(Float.self)
  }

  /// Waits for the device and copies binary64 elements.
  public func doubles() throws(DeviceError) -> [Double] {
    precondition(type == .float64, "doubles of a tensor of \(type.rawValue)")
    return try elements(Double.self)
  }

  /// Waits for the device and reads the first element, of binary32 or binary64.
  public func number() throws(DeviceError) -> Double {
    type == .float64 ? try doubles()[0] : Double(try floats()[0])
  }

  /// Waits for the device and copies int32 elements.
  public func integers() throws(DeviceError) -> [Int32] {
    precondition(type == .int32, "integers of a tensor of \(type.rawValue)")
    return try elements(Int32.self)
  }

  /// Waits for the device and copies int64 elements.
  public func longIntegers() throws(DeviceError) -> [Int64] {
    precondition(type == .int64, "longIntegers of a tensor of \(type.rawValue)")
    return try elements(Int64.self)
  }

  /// Waits for the device and copies booleans.
  public func booleans() throws(DeviceError) -> [Bool] {
    precondition(type == .bool, "booleans of a tensor of \(type.rawValue)")
    return try bytes().map { $0 != 0 }
  }

  /// Replaces the elements by bytes of this process.
  ///
  /// - Precondition: as many bytes as the tensor has.
  public func overwrite(with bytes: [UInt8]) {
    precondition(
      bytes.count == operand.byteCount,
      "\(bytes.count) bytes for a tensor of \(operand.byteCount)")
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe dispatcher.device.write(buffer, to: operand.storage, at: operand.byteOffset)
    }
  }

  /// A copy on a device, which may be this one.
  func moved(to dispatcher: Dispatcher, as type: ElementType) throws(DeviceError) -> Tensor {
    let copy =
      self.type == .float64
      ? Tensor(try doubles(), shape: shape, on: dispatcher)
      : Tensor(try floats(), shape: shape, on: dispatcher)
    return copy.converted(to: type)
  }

  private func elements<Scalar: BitwiseCopyable>(
    _ type: Scalar.Type
  ) throws(DeviceError) -> [Scalar] {
    let bytes = try bytes()
    return unsafe bytes.withUnsafeBytes { buffer in
      (0..<count).map {
        unsafe buffer.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Scalar>.size, as: type)
      }
    }
  }
}
