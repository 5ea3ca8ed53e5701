import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

extension FileDescriptor {
  /// Reads at most `limit` bytes from the current position.
  func readToEnd(limit: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    var filled = 0
    while filled < limit {
      let start = filled
      let count = try unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
      }
      if count == 0 { break }
      filled += count
    }
    return Array(bytes[..<filled])
  }

  /// Waits until everything written is on disk.
  func synchronize() throws {
    while fsync(rawValue) != 0 {
      let code = Errno(rawValue: errno)
      if code != .interrupted { throw code }
    }
  }
}
