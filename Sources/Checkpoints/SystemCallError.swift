internal import Glibc

/// A failed call of the operating system.
struct SystemCallError: Error, Equatable {
  /// The call, such as `pwrite`.
  let call: String
  /// The error number.
  let code: Int32

  /// The error number in words that depend on no locale.
  var meaning: String {
    switch code {
    case ENOSPC: "no space left on the device (ENOSPC)"
    case EDQUOT: "the disk quota exceeded (EDQUOT)"
    case EFBIG: "a file larger than the system allows (EFBIG)"
    case EACCES: "no permission (EACCES)"
    case EPERM: "an operation that is not permitted (EPERM)"
    case EROFS: "a read-only file system (EROFS)"
    case EIO: "an error of the device (EIO)"
    case ENOENT: "no such folder or file (ENOENT)"
    case ENOTDIR: "a path through something that is no folder (ENOTDIR)"
    case EISDIR: "a folder (EISDIR)"
    case ENAMETOOLONG: "a name that is too long (ENAMETOOLONG)"
    case EMFILE, ENFILE: "too many open files (EMFILE, ENFILE)"
    case EMLINK: "too many links to one file (EMLINK)"
    case EOPNOTSUPP: "an operation that the file system lacks (EOPNOTSUPP)"
    default: "the error number \(code) of the system"
    }
  }
}
