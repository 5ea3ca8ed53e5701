internal import Glibc

/// The calls of the operating system.
struct SystemFileCalls: FileCalls {
  /// Bytes handed to the system at once; some systems refuse 2 GiB and more.
  private static let transferLimit = 1 << 30
  /// Bytes from which on a write is worth its own way to the device.
  private static let promptByteCount = 1 << 20

  func create(_ path: String) throws(SystemCallError) -> Int32 {
    let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw SystemCallError(call: "open", code: errno) }
    // The lock tells `removeStaleTemporaries` that the writer lives. A file system without locks is
    // no reason to refuse a save: the process number in the name says the same on one machine.
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    return descriptor
  }

  func openFolder(_ path: String) throws(SystemCallError) -> Int32 {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemCallError(call: "open", code: errno) }
    return descriptor
  }

  func reserve(_ descriptor: Int32, byteCount: Int) throws(SystemCallError) {
    // Reports by return value, not errno.
    var code = posix_fallocate(descriptor, 0, byteCount)
    while code == EINTR { code = posix_fallocate(descriptor, 0, byteCount) }
    if code == EOPNOTSUPP || code == EINVAL {
      // A file system that cannot reserve: set the size, and let the writes find out.
      code = ftruncate(descriptor, byteCount) == 0 ? 0 : errno
    }
    guard code == 0 else { throw SystemCallError(call: "posix_fallocate", code: code) }
  }

  func write(
    _ descriptor: Int32, _ bytes: ArraySlice<UInt8>, at offset: Int
  ) throws(SystemCallError) {
    let code = unsafe bytes.withUnsafeBytes { buffer -> Int32 in
      var written = 0
      while written < buffer.count {
        let count = unsafe pwrite(
          descriptor, buffer.baseAddress.map { unsafe $0 + written },
          min(buffer.count - written, Self.transferLimit), offset + written)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return count < 0 ? errno : EIO }
        written += count
      }
      return 0
    }
    guard code == 0 else { throw SystemCallError(call: "pwrite", code: code) }
    // The device works while the next leaf is hashed, not only once all is written: giving up what the
    // cache holds of these bytes starts to write them. A wish, whose outcome `synchronize` tells.
    if bytes.count >= Self.promptByteCount {
      _ = posix_fadvise(descriptor, offset, bytes.count, POSIX_FADV_DONTNEED)
    }
  }

  func synchronize(_ descriptor: Int32) throws(SystemCallError) {
    while fsync(descriptor) != 0 {
      guard errno == EINTR else { throw SystemCallError(call: "fsync", code: errno) }
    }
  }

  func close(_ descriptor: Int32) throws(SystemCallError) {
    // Linux releases the descriptor even when interrupted; a second call could close another's.
    guard Glibc.close(descriptor) == 0 || errno == EINTR else {
      throw SystemCallError(call: "close", code: errno)
    }
  }

  func rename(_ path: String, to target: String) throws(SystemCallError) {
    guard unsafe Glibc.rename(path, target) == 0 else {
      throw SystemCallError(call: "rename", code: errno)
    }
  }

  func link(_ path: String, as name: String) throws(SystemCallError) {
    guard unsafe Glibc.link(path, name) == 0 else {
      throw SystemCallError(call: "link", code: errno)
    }
  }

  func remove(_ path: String) throws(SystemCallError) {
    guard unsafe unlink(path) == 0 else { throw SystemCallError(call: "unlink", code: errno) }
  }
}
