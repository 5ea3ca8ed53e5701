internal import Glibc

/// Reads a small text file that a run left behind.
enum RecordFile {
  /// Bytes beyond which a record is taken for something else.
  private static let mostBytes = 64 << 20

  /// Returns the bytes of a regular file, or nil if it cannot be read or is too large for a record.
  static func bytes(_ path: String) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      if count == 0 { return result }
      guard count > 0, result.count + count <= mostBytes else { return nil }
      result += chunk.prefix(count)
    }
  }
}
