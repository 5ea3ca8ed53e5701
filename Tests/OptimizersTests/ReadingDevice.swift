import Devices

/// Counts what is read from another device.
final class ReadingDevice: Device {
  /// Bytes of each read, in order.
  private(set) var readings: [Int] = []
  private let device: any Device

  init(_ device: any Device) {
    self.device = device
  }

  var name: String { device.name }
  var profiles: [Profile] { device.profiles }

  func allocate(byteCount: Int) -> Storage { device.allocate(byteCount: byteCount) }

  func write(_ bytes: UnsafeRawBufferPointer, to storage: Storage, at byteOffset: Int) {
    device.write(bytes, to: storage, at: byteOffset)
  }

  func read(
    _ storage: Storage, at byteOffset: Int, into bytes: UnsafeMutableRawBufferPointer
  ) throws(DeviceError) {
    readings.append(bytes.count)
    try device.read(storage, at: byteOffset, into: bytes)
  }

  func perform(_ operation: Operation, at invocation: Invocation) {
    device.perform(operation, at: invocation)
  }

  func synchronize() throws(DeviceError) { try device.synchronize() }
}
