internal import Glibc
internal import NumericsContract

/// Reads regular files from their first byte to their last.
enum FileReading {
  /// Whether links that a path ends with are followed.
  enum Links {
    case followed, refused
  }

  /// Returns the SHA-256 of a file; a symbolic link is refused.
  ///
  /// - Throws: `SigningError.unreadable` or `notSignable`.
  static func digest(of path: String) throws(SigningError) -> SHA256Digest {
    var hasher = SHA256Hasher()
    try unsafe read(path, links: .refused, pieces: 1 << 20) { piece in
      unsafe hasher.update(bytes: piece)
      return true
    }
    return hasher.finalize()
  }

  /// Returns the bytes of a small file.
  ///
  /// - Throws: `SigningError.unreadable`, or `malformed` when it has more bytes than `limit`.
  static func bytes(of path: String, limit: Int, meaning: String) throws(SigningError) -> [UInt8] {
    var bytes: [UInt8] = []
    var isTooLong = false
    try unsafe read(path, links: .followed, pieces: 1 << 16) { piece in
      unsafe bytes += piece
      isTooLong = bytes.count > limit
      return !isTooLong
    }
    guard !isTooLong else {
      throw SigningError(
        .malformed, path, expected: "\(meaning) of at most \(limit) bytes", found: "more",
        remedy: "Check the path.")
    }
    return bytes
  }

  /// Returns the first byte of a file, nil for an empty one.
  ///
  /// - Throws: `SigningError.unreadable`.
  static func firstByte(of path: String) throws(SigningError) -> UInt8? {
    var first: UInt8?
    try unsafe read(path, links: .followed, pieces: 1) { piece in
      first = unsafe piece.first
      return false
    }
    return first
  }

  /// Hands a file over piece by piece until `take` returns false.
  private static func read(
    _ path: String, links: Links, pieces: Int, _ take: (UnsafeRawBufferPointer) -> Bool
  ) throws(SigningError) {
    // Without blocking, because opening a pipe would wait for its writer.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (links == .refused ? O_NOFOLLOW : 0)
    let descriptor = unsafe open(path, flags)
    guard descriptor >= 0 else { throw failure(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SigningError(
        .unreadable, path, expected: "a regular file",
        found: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device, pipe or socket",
        remedy: "Check the path.")
    }
    var piece = [UInt8](repeating: 0, count: pieces)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, errno) }
      guard count > 0 else { return }
      let goesOn = unsafe piece.withUnsafeBytes {
        unsafe take(UnsafeRawBufferPointer(rebasing: $0[..<count]))
      }
      guard goesOn else { return }
    }
  }

  /// Why a path cannot be read, by an error number of the system.
  static func failure(_ path: String, _ number: Int32) -> SigningError {
    let found =
      switch number {
      case ENOENT: "no such file"
      case ENOTDIR: "a path through something that is no folder"
      case EACCES, EPERM: "no permission"
      case ELOOP: "a symbolic link"
      case ENAMETOOLONG: "a path that is too long"
      case EIO: "an input error of the device"
      default: "the error number \(number) of the system"
      }
    return SigningError(
      .unreadable, path, expected: "a file or folder that can be read", found: found,
      remedy: "Check the path.")
  }
}
