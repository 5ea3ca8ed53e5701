/// A path as folder and name.
struct FileLocation {
  /// The folder: `.` for a bare name.
  let folder: String
  /// The last component.
  let name: String

  /// Splits at the last slash.
  init(_ path: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      folder = "."
      name = path
      return
    }
    folder = slash == path.startIndex ? "/" : String(path[..<slash])
    name = String(path[path.utf8.index(after: slash)...])
  }

  /// A neighbour's path.
  func sibling(_ name: String) -> String {
    folder == "/" ? "/" + name : folder + "/" + name
  }
}
