internal import Glibc
internal import NumericsContract

/// What folders are asked for.
enum FolderCalls {
  /// The names in a folder that are UTF-8, in ascending order; names that are not are none of ours.
  static func names(inFolder folder: String) throws(SystemCallError) -> [String] {
    guard let stream = unsafe opendir(folder) else {
      throw SystemCallError(call: "opendir", code: errno)
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let name { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw SystemCallError(call: "readdir", code: errno) }
    return names.sorted { $0.precedesInUTF8($1) }
  }

  /// Makes a folder, unless it is there.
  static func make(_ folder: String) throws(SystemCallError) {
    guard unsafe mkdir(folder, 0o777) == 0 || errno == EEXIST else {
      throw SystemCallError(call: "mkdir", code: errno)
    }
  }
}
