internal import Glibc

/// A regular file on disk, opened for reading only.
///
/// The size is taken once, when the file is opened; a file that shrinks later gives an error, never
/// a fault, because it is read and not mapped.
public final class FileByteSource: ByteSource, Sendable {
  /// The path that the file was opened by.
  public let path: String

  /// The number of bytes when the file was opened.
  public let byteCount: Int

  /// The open file, for a process that is to read the same bytes; it stays this object's own.
  public let descriptor: Int32

  /// Bytes asked of the system at once; some systems refuse 2 GiB and more.
  private static let transferLimit = 1 << 30

  /// Opens the file at `path`. Symbolic links in a path that the user gave are followed.
  ///
  /// **Throws** ``CanonicalHDF5Error`` with the code `fileMissing`, `notRegularFile` or
  /// `unreadable`.
  public init(path: String) throws(CanonicalHDF5Error) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw CanonicalHDF5Error(
        .fileMissing, expected: "the path of a file", found: "\"\(path)\"", remedy: .checkPath)
    }
    // Without blocking, because opening a pipe would wait for its writer.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let number = errno
      throw CanonicalHDF5Error(
        number == ENOENT || number == ENOTDIR ? .fileMissing : .unreadable,
        expected: "a file at \"\(path)\"", found: Self.meaning(of: number), remedy: .checkPath)
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let number = errno
      close(descriptor)
      throw CanonicalHDF5Error(
        .unreadable, expected: "the status of \"\(path)\"", found: Self.meaning(of: number),
        remedy: .checkPath)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let kind = status.st_mode & S_IFMT == S_IFDIR ? "a directory" : "a device, pipe or socket"
      throw CanonicalHDF5Error(
        .notRegularFile, expected: "a regular file at \"\(path)\"", found: kind,
        remedy: .checkPath)
    }
    self.path = path
    self.byteCount = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Returns `count` bytes, starting at `offset`; safe to call from several threads.
  ///
  /// **Throws** ``CanonicalHDF5Error`` if the range is not inside the file, or the system cannot
  /// read it.
  public func read(at offset: Int, count: Int) throws(CanonicalHDF5Error) -> [UInt8] {
    try checkBounds(at: offset, count: count)
    var failure: CanonicalHDF5Error?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let transferred = unsafe pread(
          descriptor, buffer.baseAddress.map { unsafe $0 + filled },
          min(count - filled, Self.transferLimit), offset + filled)
        if transferred < 0 && errno == EINTR { continue }
        guard transferred > 0 else {
          failure = CanonicalHDF5Error(
            .unreadable, at: offset + filled, expected: "\(count - filled) more bytes",
            found: transferred < 0 ? Self.meaning(of: errno) : "the end of a file that has shrunk",
            remedy: .readAgain)
          return
        }
        filled += transferred
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// An error number in words that depend on no locale.
  private static func meaning(of number: Int32) -> String {
    switch number {
    case ENOENT: "no such file"
    case ENOTDIR: "a path through something that is no directory"
    case EACCES, EPERM: "no permission"
    case ELOOP: "symbolic links in a circle"
    case ENAMETOOLONG: "a path that is too long"
    case EMFILE, ENFILE: "too many open files"
    case EIO: "an input error of the device"
    default: "the error number \(number) of the system"
    }
  }
}
