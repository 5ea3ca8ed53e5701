/// A device that another one computes for: what it does not say itself, that one does.
public protocol WrappingDevice: Device {
  /// The device that computes; storage is its own.
  var wrapped: any Device { get }
}

extension WrappingDevice {
  /// The name of the device that computes.
  public var name: String { wrapped.name }
  /// The profiles of the device that computes.
  public var profiles: [Profile] { wrapped.profiles }

  public func allocate(byteCount: Int) -> Storage { wrapped.allocate(byteCount: byteCount) }

  public func write(_ bytes: UnsafeRawBufferPointer, to storage: Storage, at byteOffset: Int) {
    unsafe wrapped.write(bytes, to: storage, at: byteOffset)
  }

  public func read(
    _ storage: Storage, at byteOffset: Int, into bytes: UnsafeMutableRawBufferPointer
  ) throws(DeviceError) {
    unsafe try wrapped.read(storage, at: byteOffset, into: bytes)
  }

  public func synchronize() throws(DeviceError) { try wrapped.synchronize() }
}
