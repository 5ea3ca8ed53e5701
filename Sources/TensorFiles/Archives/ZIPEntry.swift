/// A member of a ZIP archive, as the directory describes it.
struct ZIPEntry: Sendable {
  let name: String
  let isDeflated: Bool
  /// CRC-32 of the unpacked bytes.
  let checksum: UInt32
  let packedByteCount: Int
  let byteCount: Int
  /// Where its local header is.
  let offset: Int

  private static let mark = 0x0201_4B50
  /// What a field holds when the number is in a further field for large archives.
  static let isElsewhere = 0xFFFF_FFFF

  /// Reads an entry of the directory.
  init(_ cursor: inout SourceCursor) throws(TensorFileError) {
    let start = cursor.offset
    let source = cursor.source
    let mark = try cursor.takeInteger(4, "the mark of an entry")
    _ = try cursor.take(4, "versions")
    let flags = try cursor.takeInteger(2, "flags")
    let method = try cursor.takeInteger(2, "a method")
    _ = try cursor.take(4, "a time")
    checksum = UInt32(try cursor.takeInteger(4, "a checksum"))
    var packedCount = try cursor.takeInteger(4, "a packed size")
    var count = try cursor.takeInteger(4, "a size")
    let nameCount = try cursor.takeInteger(2, "a length")
    let extraCount = try cursor.takeInteger(2, "a length")
    let commentCount = try cursor.takeInteger(2, "a length")
    _ = try cursor.take(8, "attributes")
    var offset = try cursor.takeInteger(4, "a place")
    let nameBytes = Array(try cursor.take(nameCount, "a name"))
    let extra = SourceCursor(source, at: cursor.offset, end: cursor.offset + extraCount)
    _ = try cursor.take(extraCount + commentCount, "further fields and a comment")
    guard mark == Self.mark, let name = String(validating: nameBytes, as: UTF8.self) else {
      throw source.malformed(
        at: start, expected: "an entry of the directory with a name in UTF-8",
        found: "something else")
    }
    if [packedCount, count, offset].contains(Self.isElsewhere) {
      var large = try Self.largeNumbers(extra, of: name)
      if count == Self.isElsewhere { count = try large.takeInteger(8, "a size") }
      if packedCount == Self.isElsewhere { packedCount = try large.takeInteger(8, "a packed size") }
      if offset == Self.isElsewhere { offset = try large.takeInteger(8, "a place") }
    }
    guard flags & 1 == 0, method == 0 || method == 8, method == 8 || packedCount == count else {
      throw source.error(
        .unsupported, name, at: start,
        expected: "a member that is stored or deflated, not encrypted",
        found: "method \(method), flags \(flags), \(packedCount) bytes of \(count)",
        remedy: "Write the archive again without encryption, stored or deflated.")
    }
    self.name = name
    isDeflated = method == 8
    packedByteCount = packedCount
    byteCount = count
    self.offset = offset
  }

  /// The further field that holds numbers of 8 bytes.
  private static func largeNumbers(
    _ extra: SourceCursor, of name: String
  ) throws(TensorFileError) -> SourceCursor {
    var extra = extra
    while extra.remaining > 0 {
      let id = try extra.takeInteger(2, "the mark of a further field")
      let count = try extra.takeInteger(2, "a length")
      let start = extra.offset
      _ = try extra.take(count, "a further field")
      if id == 1 { return SourceCursor(extra.source, at: start, end: start + count) }
    }
    throw extra.source.malformed(
      name, at: extra.offset, expected: "a further field with numbers of 8 bytes", found: "none")
  }
}
