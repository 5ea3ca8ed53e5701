import Synchronization

/// Reuses host memory by size class (powers of two from 64 bytes).
///
/// Which block a request gets has no influence on any result: every operation writes its outputs
/// in full before they are read.
public final class BufferPool: Sendable {
  private static let alignment = 64
  private static let smallestExponent = 6

  @safe private struct FreeLists: @unchecked Sendable {
    // Unchecked: raw addresses of idle blocks, reached only under the mutex.
    var blocks: [[UnsafeMutableRawPointer]] = unsafe Array(repeating: [], count: 64)
  }

  private let free = Mutex(FreeLists())

  /// Creates an empty pool.
  public init() {}

  deinit {
    free.withLock { lists in
      for exponent in unsafe lists.blocks.indices {
        while let block = unsafe lists.blocks[exponent].popLast() { unsafe block.deallocate() }
      }
    }
  }

  /// Returns storage for `byteCount` bytes with undefined content.
  public func allocate(byteCount: Int) -> HostStorage {
    let exponent = Self.exponent(for: byteCount)
    let capacity = 1 << exponent
    let recycled = free.withLock { lists in
      unsafe Address(lists.blocks[exponent].popLast())
    }
    let base =
      unsafe recycled.pointer
      ?? UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: Self.alignment)
    return unsafe HostStorage(base: base, byteCount: byteCount, capacity: capacity, pool: self)
  }

  func giveBack(_ block: UnsafeMutableRawPointer, capacity: Int) {
    let address = unsafe Address(block)
    free.withLock { lists in
      if let pointer = unsafe address.pointer {
        unsafe lists.blocks[capacity.trailingZeroBitCount].append(pointer)
      }
    }
  }

  private static func exponent(for byteCount: Int) -> Int {
    precondition(byteCount >= 0, "a storage of \(byteCount) bytes was asked for")
    guard byteCount > 1 << smallestExponent else { return smallestExponent }
    return Int.bitWidth - (byteCount - 1).leadingZeroBitCount
  }

  /// Carries one address across the mutex's sending boundary.
  @safe private struct Address: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer?
    init(_ pointer: UnsafeMutableRawPointer?) { unsafe self.pointer = unsafe pointer }
  }
}
