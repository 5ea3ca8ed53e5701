/// The directory of a ZIP archive below 4 GiB, and its entries unpacked.
///
/// **Reference** PKWARE, "APPNOTE.TXT: .ZIP File Format Specification", version 6.3.
struct ZIPArchive: Sendable {
  /// A file in the archive, as the directory describes it.
  struct Entry: Sendable {
    let name: String
    let isDeflated: Bool
    let checksum: UInt32
    let packedCount: Int
    let count: Int
    /// Where its local header is.
    let offset: Int
  }

  let file: FileBytes
  private(set) var entries: [Entry] = []
  /// Where the directory starts, and so the contents end.
  private let directory: Int

  private static let endMark = 0x0605_4B50
  private static let entryMark = 0x0201_4B50
  private static let localMark = 0x0403_4B50
  private static let endByteCount = 22
  /// What a field holds when the number is in a record for large archives.
  private static let isElsewhere = 0xFFFF_FFFF

  init(_ file: FileBytes) throws(DatasetError) {
    self.file = file
    var reader = file
    let end = try ZIPArchive.end(of: file)
    try reader.move(to: end + 8, "the number of entries")
    let onDisk = try reader.takeInteger(2, "the number of entries on this disk")
    let count = try reader.takeInteger(2, "the number of entries")
    let size = try reader.takeInteger(4, "the directory's size")
    directory = try reader.takeInteger(4, "the directory's place")
    guard onDisk == count, directory != ZIPArchive.isElsewhere, directory + size == end else {
      throw file.malformed(
        at: end,
        expected: "a directory in one part, below 4 GiB, that ends where this record starts",
        found: "\(size) bytes at byte \(directory), \(onDisk) of \(count) entries")
    }
    try reader.move(to: directory, "the directory")
    while reader.offset < end {
      let start = reader.offset
      let entry = try ZIPArchive.entry(&reader)
      guard !entries.contains(where: { $0.name == entry.name }) else {
        throw file.malformed(at: start, expected: "one entry \(entry.name)", found: "another one")
      }
      entries.append(entry)
    }
    guard entries.count == count, reader.offset == end else {
      throw file.malformed(
        at: end, expected: "\(count) entries up to here",
        found: "\(entries.count) entries up to byte \(reader.offset)")
    }
  }

  /// Unpacks an entry.
  ///
  /// **Throws** `malformedFile` when its local header does not belong to it, or its contents have another
  /// size or checksum.
  func contents(of entry: Entry) throws(DatasetError) -> [UInt8] {
    var reader = file
    try reader.move(to: entry.offset, "the entry \(entry.name)")
    let mark = try reader.takeInteger(4, "the mark of \(entry.name)")
    try reader.move(to: entry.offset + 26, "the header of \(entry.name)")
    let nameCount = try reader.takeInteger(2, "a length")
    let extraCount = try reader.takeInteger(2, "a length")
    let name = try reader.take(nameCount, "the name of \(entry.name)")
    guard mark == ZIPArchive.localMark, name.elementsEqual(entry.name.utf8) else {
      throw file.malformed(
        at: entry.offset, expected: "the header of \(entry.name)", found: "something else")
    }
    _ = try reader.take(extraCount, "further fields of \(entry.name)")
    let start = reader.offset
    guard start <= directory, entry.packedCount <= directory - start else {
      throw file.malformed(
        at: entry.offset, expected: "\(entry.name) before the directory at byte \(directory)",
        found: "\(entry.packedCount) bytes from byte \(start) on")
    }
    let packed = start..<start + entry.packedCount
    let bytes =
      entry.isDeflated
      ? try Inflation.raw.unpack(file.bytes, packed, atMost: entry.count, file: file.name)
      : Array(file.bytes[packed])
    let checksum = Inflation.checksum(bytes)
    guard bytes.count == entry.count, checksum == entry.checksum else {
      throw file.malformed(
        at: start,
        expected: "\(entry.count) bytes with the CRC-32 \(entry.checksum) in \(entry.name)",
        found: "\(bytes.count) bytes with \(checksum)")
    }
    return bytes
  }

  /// Where the record is that ends an archive: the last one whose comment ends with the file.
  private static func end(of file: FileBytes) throws(DatasetError) -> Int {
    var reader = file
    var start = file.bytes.count - endByteCount
    let first = max(0, start - 0xFFFF)
    while start >= first {
      try reader.move(to: start, "the end record")
      if try reader.takeInteger(4, "a mark") == endMark {
        try reader.move(to: start + 20, "the comment's length")
        let comment = try reader.takeInteger(2, "the comment's length")
        if comment == reader.remaining { return start }
      }
      start -= 1
    }
    throw file.malformed(
      at: file.bytes.count, expected: "the end record of a ZIP archive", found: "no such record")
  }

  private static func entry(_ reader: inout FileBytes) throws(DatasetError) -> Entry {
    let start = reader.offset
    let mark = try reader.takeInteger(4, "the mark of an entry")
    _ = try reader.take(4, "versions")
    let flags = try reader.takeInteger(2, "flags")
    let method = try reader.takeInteger(2, "a method")
    _ = try reader.take(4, "a time")
    let checksum = try reader.takeInteger(4, "a checksum")
    let packedCount = try reader.takeInteger(4, "a packed size")
    let count = try reader.takeInteger(4, "a size")
    let nameCount = try reader.takeInteger(2, "a length")
    let extraCount = try reader.takeInteger(2, "a length")
    let commentCount = try reader.takeInteger(2, "a length")
    _ = try reader.take(8, "attributes")
    let offset = try reader.takeInteger(4, "a place")
    let nameBytes = Array(try reader.take(nameCount, "a name"))
    _ = try reader.take(extraCount + commentCount, "further fields and a comment")
    guard mark == entryMark, let name = String(validating: nameBytes, as: UTF8.self) else {
      throw reader.malformed(
        at: start, expected: "an entry of the directory with a name in UTF-8",
        found: "something else")
    }
    guard flags & 1 == 0, method == 0 || method == 8, method == 8 || packedCount == count,
      ![packedCount, count, offset].contains(isElsewhere)
    else {
      throw reader.malformed(
        at: start, expected: "an entry that is stored or deflated, not encrypted, below 4 GiB",
        found: "\(name) with method \(method), flags \(flags), \(packedCount) bytes of \(count)")
    }
    return Entry(
      name: name, isDeflated: method == 8, checksum: UInt32(checksum), packedCount: packedCount,
      count: count, offset: offset)
  }
}
