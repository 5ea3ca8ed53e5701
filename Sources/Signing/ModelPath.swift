internal import Glibc

/// A file or folder that is signed as a whole.
public struct ModelPath: Sendable {
  /// The path as it was given, without slashes at its end.
  public let path: String
  /// Whether it leads to a folder.
  public let isFolder: Bool
  /// The last component, which is for people only.
  let name: String

  /// Looks at what a path leads to.
  ///
  /// - Throws: `SigningError.unreadable`; `notSignable` for a symbolic link, a device or the like.
  public init(_ path: String) throws(SigningError) {
    var bytes = Array(path.utf8)
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    let path = String(decoding: bytes, as: UTF8.self)
    self.path = path
    switch try ModelPath.kind(of: path) {
    case S_IFREG: isFolder = false
    case S_IFDIR: isFolder = true
    case S_IFLNK:
      throw SigningError(
        .notSignable, path, expected: "a file or folder", found: "a symbolic link",
        remedy: "Give the path that it leads to.")
    default:
      throw SigningError(
        .notSignable, path, expected: "a file or folder", found: "a device, pipe or socket",
        remedy: "Check the path.")
    }
    let last = ModelPath.lastComponent(path)
    name =
      ["", ".", ".."].contains(last) ? ModelPath.lastComponent(ModelPath.resolved(path)) : last
  }

  /// Where a signature lies unless said otherwise: beside the model; nil for `.`, `..` and `/`.
  public var defaultSignature: String? {
    ["", ".", ".."].contains(ModelPath.lastComponent(path)) ? nil : path + ".sig"
  }

  /// The path of another file below this folder, or nil when it is not there.
  func position(of file: String) -> String? {
    guard isFolder else { return nil }
    let parts = file.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let parent = parts.dropLast().joined(separator: [UInt8(ascii: "/")])
    let folder = parts.count > 1 ? String(decoding: Array(parent), as: UTF8.self) + "/" : "."
    let whole = ModelPath.resolved(folder) + "/" + ModelPath.lastComponent(file)
    let start = ModelPath.resolved(path) + "/"
    guard whole.utf8.starts(with: start.utf8) else { return nil }
    return String(decoding: Array(whole.utf8.dropFirst(start.utf8.count)), as: UTF8.self)
  }
}

extension ModelPath {
  /// The type bits of what a path leads to, links not followed.
  static func kind(of path: String) throws(SigningError) -> mode_t {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { throw FileReading.failure(path, errno) }
    return status.st_mode & S_IFMT
  }

  private static func lastComponent(_ path: String) -> String {
    let slash = UInt8(ascii: "/")
    let last = path.utf8.split(separator: slash, omittingEmptySubsequences: false).last
    return String(decoding: Array(last ?? "".utf8[...]), as: UTF8.self)
  }

  /// The absolute path without links, or the path itself where the system has none.
  private static func resolved(_ path: String) -> String {
    guard let buffer = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(buffer) }
    let resolved = unsafe String(cString: buffer)
    return resolved == "/" ? "" : resolved
  }
}
