import Synchronization

/// Counts the buffers and the bytes of the storage that is held on another device, the most bytes there
/// ever were, and the operations.
///
/// After each operation it waits for the device, so that what a device in the background still holds is not
/// counted: bytes are those of the elements, equal on every device, without what a device keeps for itself.
/// An optimized build may let go of tensors sooner than a debug build.
public final class MemoryMeter: WrappingDevice {
  /// Bytes and buffers held now, and the most bytes so far.
  final class Account: Sendable {
    private let totals = Mutex((held: 0, peak: 0, buffers: 0))

    var values: (held: Int, peak: Int, buffers: Int) { totals.withLock { $0 } }

    func add(_ count: Int) {
      totals.withLock {
        $0.held += count
        $0.peak = max($0.peak, $0.held)
        $0.buffers += 1
      }
    }

    func remove(_ count: Int) {
      totals.withLock {
        $0.held -= count
        $0.buffers -= 1
      }
    }
  }

  public let wrapped: any Device
  private let account = Account()
  /// Operations performed so far, as the device was asked for them: a fused one counts once.
  public private(set) var operationCount = 0

  /// Counts what is allocated on `device` from now on; storage is that device's own.
  public init(_ device: any Device) {
    wrapped = device
  }

  /// Bytes held now.
  public var heldBytes: Int { account.values.held }
  /// Buffers held now.
  public var heldBuffers: Int { account.values.buffers }
  /// The most bytes that were held at a time.
  public var peakBytes: Int { account.values.peak }

  public func allocate(byteCount: Int) -> Storage {
    let storage = wrapped.allocate(byteCount: byteCount)
    account.add(byteCount)
    storage.account = account
    return storage
  }

  /// Performs an operation; an error surfaces where the device reports it next.
  public func perform(_ operation: Operation, at invocation: Invocation) {
    operationCount += 1
    wrapped.perform(operation, at: invocation)
    try? wrapped.synchronize()
  }
}
