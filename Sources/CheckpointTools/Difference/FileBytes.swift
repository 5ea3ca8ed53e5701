internal import Checkpoints
internal import Glibc

/// A file open for reading at any place.
final class FileBytes {
  private let path: String
  private let descriptor: Int32

  /// Opens a file that was readable a moment ago.
  init(_ path: String) throws(CheckpointToolError) {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileBytes.failure(path, "error number \(errno)") }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Reads exactly `count` bytes.
  func read(at offset: Int, count: Int) throws(CheckpointToolError) -> [UInt8] {
    var problem: String?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let read = unsafe pread(
          descriptor, buffer.baseAddress.map { unsafe $0 + filled }, count - filled,
          offset + filled)
        if read < 0 && errno == EINTR { continue }
        guard read > 0 else {
          problem = read < 0 ? "error number \(errno)" : "its end at byte \(offset + filled)"
          return
        }
        filled += read
      }
    }
    if let problem { throw FileBytes.failure(path, problem) }
    return bytes
  }

  private static func failure(_ path: String, _ found: String) -> CheckpointToolError {
    CheckpointToolError(
      CheckpointError(
        .unreadable, file: path, expected: "a file that can be read to its end", found: found,
        remedy: "Wait until no other program changes the file, then compare again."))
  }
}
