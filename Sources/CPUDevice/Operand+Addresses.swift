internal import Devices
internal import NumericsContract

/// Addresses of an operand's first element; the operand must live in this device's memory.
extension Operand {
  var floats: UnsafeMutablePointer<Float> {
    unsafe address(of: Float.self, as: .float32)
  }

  var doubles: UnsafeMutablePointer<Double> {
    unsafe address(of: Double.self, as: .float64)
  }

  /// Numbers of the type that the kernels of `reals` were chosen for.
  func numbers(_ expected: ElementType) -> UnsafeMutableRawPointer {
    precondition(
      type == expected,
      "a kernel takes \(expected.rawValue) elements, but the operand holds \(type.rawValue)")
    return unsafe bytes
  }

  var integers: UnsafeMutablePointer<Int32> {
    unsafe address(of: Int32.self, as: .int32)
  }

  /// Booleans, one byte each.
  var flags: UnsafeMutablePointer<UInt8> {
    unsafe address(of: UInt8.self, as: .bool)
  }

  /// The only element, a number of either type.
  var number: Double {
    unsafe type == .float64 ? doubles.pointee : Double(floats.pointee)
  }

  var bytes: UnsafeMutableRawPointer {
    unsafe storage.host.base + byteOffset
  }

  private func address<Element>(
    of element: Element.Type, as expected: ElementType
  ) -> UnsafeMutablePointer<Element> {
    precondition(
      type == expected,
      "a kernel takes \(expected.rawValue) elements, but the operand holds \(type.rawValue)")
    return unsafe bytes.assumingMemoryBound(to: Element.self)
  }
}

extension Storage {
  /// The storage as this device made it.
  var host: HostStorage {
    // A comparison of types, then an unchecked cast: a checked one costs more than a small kernel.
    precondition(
      Swift.type(of: self) == HostStorage.self,
      "the cpu device was given a storage of another device: \(Swift.type(of: self))")
    return unsafe unsafeDowncast(self, to: HostStorage.self)
  }
}
