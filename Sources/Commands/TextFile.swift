import SystemPackage

/// Small text files that a command reads or writes whole.
enum TextFile {
  private static let limit = 16 << 20

  /// The text of a file.
  ///
  /// - Throws: `CommandError` naming the file and the cause.
  static func read(_ path: String) throws(CommandError) -> String {
    let bytes: [UInt8]
    do {
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
      bytes = try file.closeAfter {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
          let count = try unsafe chunk.withUnsafeMutableBytes { unsafe try file.read(into: $0) }
          if count == 0 { break }
          bytes += chunk[..<count]
        }
        return bytes
      }
    } catch {
      throw CommandError("cannot read \(path): \(error)")
    }
    guard bytes.count <= limit, let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandError("\(path) is not a text file of at most \(limit) bytes")
    }
    return text
  }

  /// Replaces the text of a file.
  ///
  /// - Throws: `CommandError` naming the file and the cause.
  static func write(_ text: String, to path: String) throws(CommandError) {
    do {
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      try file.closeAfter { _ = try file.writeAll(Array(text.utf8)) }
    } catch {
      throw CommandError("cannot write \(path): \(error)")
    }
  }
}
