public import Devices
internal import ReferenceDevice

/// A device that behaves as if it were far away: its buffers cannot be seen from the host, and
/// nothing is computed before it is waited for.
///
/// It exists for tests. Code that works with it makes no use of host memory behind a storage, does
/// not rely on fresh storage being zero, and reads back only what it says it reads back.
public final class RemoteDevice: Device {
  /// Calls that may be outstanding; one more and the queue is worked off, to bound its memory.
  public static let queueLimit = 10_000

  private let worker: any Device
  private var queue: [RemoteCall] = []

  /// How many times the device had to work off its queue because a read or a synchronize asked for
  /// results: what a test asserts when it claims that something does not read back.
  public private(set) var waitCount = 0

  /// Creates a remote device that lets `worker` compute; nobody else may use that device.
  public init(computingOn worker: any Device) {
    self.worker = worker
  }

  /// Creates a remote device that lets a reference device of its own compute.
  public convenience init() {
    self.init(computingOn: ReferenceDevice())
  }

  /// `remote`.
  public var name: String { "remote" }

  /// The profiles of the device that computes.
  public var profiles: [Profile] { worker.profiles }

  /// Number of calls that were made but not yet computed.
  public var outstandingCalls: Int { queue.count }

  /// Returns storage that is filled with ones in every bit: NaN as a number, so that a read of what
  /// was never written is seen.
  public func allocate(byteCount: Int) -> Storage {
    let storage = RemoteStorage(
      backing: worker.allocate(byteCount: byteCount), owner: ObjectIdentifier(self))
    enqueue(
      .write(bytes: [UInt8](repeating: 0xFF, count: byteCount), storage: storage, byteOffset: 0))
    return storage
  }

  /// Copies the bytes now and writes them in the order of the calls.
  public func write(_ bytes: UnsafeRawBufferPointer, to storage: Storage, at byteOffset: Int) {
    let storage = own(storage)
    precondition(
      byteOffset >= 0 && byteOffset + bytes.count <= storage.byteCount,
      "\(bytes.count) bytes at \(byteOffset) do not fit a storage of \(storage.byteCount) bytes")
    enqueue(.write(bytes: unsafe Array(bytes), storage: storage, byteOffset: byteOffset))
  }

  /// Works off the queue and copies bytes out.
  public func read(
    _ storage: Storage, at byteOffset: Int, into bytes: UnsafeMutableRawBufferPointer
  ) throws(DeviceError) {
    waitCount += 1
    drain()
    unsafe try worker.read(own(storage).backing, at: byteOffset, into: bytes)
  }

  /// Remembers the operation; nothing is computed yet.
  public func perform(_ operation: Operation, at invocation: Invocation) {
    let entry = operation.entry
    for operand in entry.inputs + entry.outputs { _ = own(operand.storage) }
    enqueue(.perform(operation, invocation))
  }

  /// Works off the queue.
  public func synchronize() throws(DeviceError) {
    waitCount += 1
    drain()
    try worker.synchronize()
  }

  private func enqueue(_ call: RemoteCall) {
    if queue.count == Self.queueLimit { drain() }
    queue.append(call)
  }

  private func drain() {
    let calls = queue
    queue = []
    for call in calls {
      switch call {
      case .write(let bytes, let storage, let byteOffset):
        unsafe bytes.withUnsafeBytes { bytes in
          unsafe worker.write(bytes, to: storage.backing, at: byteOffset)
        }
      case .perform(let operation, let invocation):
        worker.perform(operation.rebound(backing(of:)), at: invocation)
      }
    }
  }

  private func backing(of operand: Operand) -> Operand {
    Operand(
      own(operand.storage).backing, type: operand.type, offset: operand.offset,
      count: operand.count)
  }

  private func own(_ storage: Storage) -> RemoteStorage {
    guard let storage = storage as? RemoteStorage, storage.owner == ObjectIdentifier(self) else {
      preconditionFailure(
        "a \(Swift.type(of: storage)) was given to a remote device that did not allocate it")
    }
    return storage
  }
}
