internal import CHDF5
internal import Glibc

/// An anonymous file in memory, for libhdf5 to write its metadata into.
///
/// libhdf5 1.10 crashes when a disk fills up under it; in memory that cannot happen. The file stays
/// sparse: the storage of datasets is reserved but never written, so it takes no memory.
struct MemoryFile: ~Copyable {
  private let descriptor: Int32

  /// Creates an empty file.
  init() throws(HDF5Error) {
    descriptor = unsafe chdf5_anonymous_file("lockstep-skeleton")
    guard descriptor >= 0 else { throw .system(call: "memfd_create", code: errno) }
  }

  deinit {
    close(descriptor)
  }

  /// A path under which this process can open the file.
  var path: String { "/proc/self/fd/\(descriptor)" }

  /// The size in bytes.
  func byteCount() throws(HDF5Error) -> Int {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .system(call: "fstat", code: errno) }
    return Int(status.st_size)
  }

  /// The bytes of `range`, which must lie inside the file.
  func read(_ range: Range<Int>) throws(HDF5Error) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var filled = 0
    while filled < bytes.count {
      let transferred = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(
          descriptor, buffer.baseAddress.map { unsafe $0 + filled }, buffer.count - filled,
          range.lowerBound + filled)
      }
      if transferred < 0 && errno == EINTR { continue }
      guard transferred >= 0 else { throw .system(call: "pread", code: errno) }
      guard transferred > 0 else {
        throw .unexpectedResult(
          subject: "the memory file", found: "an end at byte \(range.lowerBound + filled)",
          expected: "bytes up to \(range.upperBound)")
      }
      filled += transferred
    }
    return bytes
  }
}
