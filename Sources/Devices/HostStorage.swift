/// Storage in this process's memory, aligned to 64 bytes (a cache line and an AVX-512 register).
///
/// Memory comes from a `BufferPool` and goes back to it, so that a steady-state training step
/// allocates nothing.
@safe public final class HostStorage: Storage, @unchecked Sendable {
  // Unchecked: as for `Storage`; the bytes are written only by the owning device's calls.

  /// First byte of the block.
  public let base: UnsafeMutableRawPointer
  private let capacity: Int
  private let pool: BufferPool

  init(base: UnsafeMutableRawPointer, byteCount: Int, capacity: Int, pool: BufferPool) {
    unsafe self.base = unsafe base
    self.capacity = capacity
    self.pool = pool
    super.init(byteCount: byteCount)
  }

  deinit {
    unsafe pool.giveBack(base, capacity: capacity)
  }
}
