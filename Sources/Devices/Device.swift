/// Something that computes operations with the bits that the numerics contract names.
///
/// A device may be far away: `perform` may only enqueue, so an error may surface as late as
/// `synchronize` or `read`. Calls are executed in the order in which they were made.
/// One thread at a time uses a device.
///
/// Tracing, profiling, anomaly detection, shadow execution and fault injection are devices that
/// wrap another one; they cost nothing when absent.
public protocol Device: AnyObject {
  /// Name on the command line, such as `cpu`.
  var name: String { get }

  /// Profiles that the device supports.
  var profiles: [Profile] { get }

  /// Returns storage for `byteCount` bytes with undefined content.
  func allocate(byteCount: Int) -> Storage

  /// Copies bytes of this process into a storage; the bytes may be reused when the call returns.
  func write(_ bytes: UnsafeRawBufferPointer, to storage: Storage, at byteOffset: Int)

  /// Waits for the calls made so far and copies bytes of a storage into this process.
  ///
  /// - Throws: `DeviceError` when earlier work failed.
  func read(
    _ storage: Storage, at byteOffset: Int, into bytes: UnsafeMutableRawBufferPointer
  ) throws(DeviceError)

  /// Computes one operation, now or later, after all earlier ones.
  func perform(_ operation: Operation, at invocation: Invocation)

  /// Waits until every call made so far has been computed.
  ///
  /// - Throws: `DeviceError` when one of them failed.
  func synchronize() throws(DeviceError)
}
