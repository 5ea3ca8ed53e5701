internal import Glibc

/// A new file, written from first to last, which gets its name when all of its bytes are on disk; until
/// then the name keeps what it had.
package struct FileOutput: ~Copyable {
  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private var isCommitted = false
  /// Bytes written so far.
  package private(set) var byteCount = 0

  /// Bytes handed to the system at once; some systems refuse 2 GiB and more.
  private static let transferLimit = 1 << 30

  /// Creates a file beside `path`.
  package init(path: String) throws(TensorFileError) {
    self.path = path
    temporary = "\(path).\(getpid()).new"
    descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path, "open") }
  }

  deinit {
    close(descriptor)
    if !isCommitted { _ = unsafe unlink(temporary) }
  }

  /// Adds bytes at the end.
  package mutating func append(_ bytes: [UInt8]) throws(TensorFileError) {
    try write(bytes, at: byteCount)
    byteCount += bytes.count
  }

  /// Replaces bytes that were written before.
  package func write(_ bytes: [UInt8], at offset: Int) throws(TensorFileError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          descriptor, buffer.baseAddress.map { unsafe $0 + written },
          min(buffer.count - written, Self.transferLimit), offset + written)
      }
      guard count > 0 || (count < 0 && errno == EINTR) else { throw Self.failure(path, "write") }
      written += max(0, count)
    }
  }

  /// Gives the file its name.
  package consuming func commit() throws(TensorFileError) {
    guard fsync(descriptor) == 0 else { throw Self.failure(path, "fsync") }
    guard unsafe rename(temporary, path) == 0 else { throw Self.failure(path, "rename") }
    isCommitted = true
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let opened = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw Self.failure(path, "open of the folder") }
    defer { close(opened) }
    guard fsync(opened) == 0 else { throw Self.failure(path, "fsync of the folder") }
  }

  private static func failure(_ path: String, _ call: String) -> TensorFileError {
    let number = errno
    let reason = unsafe String(cString: strerror(number))
    return TensorFileError(
      .unwritable, file: path, expected: "a file that can be written",
      found: "\(call) failed, \(reason)", remedy: "Choose another place, or make room there.")
  }
}
