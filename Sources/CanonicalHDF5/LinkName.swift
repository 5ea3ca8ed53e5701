/// The names of links and attributes.
enum LinkName {
  /// Reads a name of `byteCount` bytes and checks it; a link may not be called `.` or `..`, nor
  /// contain a slash.
  static func read(
    _ cursor: inout ByteCursor, byteCount: Int, isLink: Bool
  ) throws(CanonicalHDF5Error) -> String {
    let offset = cursor.offset
    let bytes = try cursor.take(byteCount, "a name")
    guard !bytes.isEmpty, bytes.count <= ReadingLimits.nameByteCount, !bytes.contains(0),
      let name = String(validating: bytes, as: UTF8.self),
      !isLink || (name != "." && name != ".." && !bytes.contains(UInt8(ascii: "/")))
    else {
      throw CanonicalHDF5Error(
        .invalidName, at: offset,
        expected: "1 to \(ReadingLimits.nameByteCount) bytes of UTF-8 without NUL"
          + (isLink ? " or slash, and not \".\" or \"..\"" : ""),
        found: "\(bytes.count) other bytes", remedy: .damaged)
    }
    return name
  }
}
