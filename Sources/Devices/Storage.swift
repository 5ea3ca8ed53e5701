/// Bytes that belong to a device; opaque to everyone else.
///
/// A storage may live in another address space and may be written long after the call that fills
/// it was enqueued. Only its device looks inside; others go through `Device.read` and `write`.
open class Storage: @unchecked Sendable {
  // Unchecked: a storage has no state of its own besides its size. What a subclass adds is touched
  // by its device alone, in the order in which calls were enqueued.

  /// Size in bytes.
  public let byteCount: Int
  /// Where it is counted, if anywhere; set before anyone else sees the storage.
  var account: MemoryMeter.Account?

  /// Creates the description of a storage; devices call this from a subclass.
  public init(byteCount: Int) {
    self.byteCount = byteCount
  }

  deinit { account?.remove(byteCount) }
}
