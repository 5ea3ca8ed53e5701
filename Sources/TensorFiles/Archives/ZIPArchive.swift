/// The directory of a ZIP archive, and its members unpacked.
///
/// **Reference** PKWARE, "APPNOTE.TXT: .ZIP File Format Specification", version 6.3.
struct ZIPArchive: Sendable {
  let source: FileSource
  /// The members in the order of the directory; each name once.
  let entries: [ZIPEntry]
  /// Where the directory starts, and so the contents end.
  private let directory: Int
  private let byName: [String: Int]

  static let localMark: [UInt8] = [0x50, 0x4B, 3, 4]
  /// What an archive without members starts with.
  static let endMark: [UInt8] = [0x50, 0x4B, 5, 6]
  private static let largeEndMark: [UInt8] = [0x50, 0x4B, 6, 6]
  private static let largeEndPlaceMark: [UInt8] = [0x50, 0x4B, 6, 7]
  private static let endByteCount = 22
  private static let largeEndPlaceByteCount = 20
  private static let localHeaderByteCount = 30
  private static let directoryByteLimit = 256 << 20

  /// Whether bytes start as an archive does.
  static func starts(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: localMark) || bytes.starts(with: endMark)
  }

  init(_ source: FileSource) throws(TensorFileError) {
    self.source = source
    let end = try ZIPArchive.end(of: source)
    let place = try ZIPArchive.directory(of: source, end: end)
    directory = place.range.lowerBound
    guard place.range.count <= ZIPArchive.directoryByteLimit else {
      throw source.error(
        .tooLarge, at: directory,
        expected: "a directory of at most \(ZIPArchive.directoryByteLimit) bytes",
        found: "\(place.range.count)", remedy: "Split the archive.")
    }
    var cursor = SourceCursor(source, at: directory, end: place.range.upperBound)
    var entries: [ZIPEntry] = []
    var byName: [String: Int] = [:]
    while cursor.remaining > 0 {
      let start = cursor.offset
      let entry = try ZIPEntry(&cursor)
      guard byName.updateValue(entries.count, forKey: entry.name) == nil else {
        throw source.malformed(
          entry.name, at: start, expected: "one member of that name", found: "another one")
      }
      entries.append(entry)
    }
    guard entries.count == place.count else {
      throw source.malformed(
        at: end, expected: "\(place.count) entries in the directory", found: "\(entries.count)")
    }
    self.entries = entries
    self.byName = byName
    try checkOverlap()
  }

  /// The member of a name, or nil if there is none.
  func entry(_ name: String) -> ZIPEntry? { byName[name].map { entries[$0] } }

  /// Opens a member; its bytes are read when they are asked for.
  ///
  /// - Parameter maySkipChecksum: whether a checksum of 0 means that there is none.
  func open(
    _ entry: ZIPEntry, maySkipChecksum: Bool = false
  ) throws(TensorFileError) -> FileSource {
    let header = try source.read(
      at: min(entry.offset, source.byteCount),
      count: min(Self.localHeaderByteCount, source.byteCount - min(entry.offset, source.byteCount)))
    guard header.count == Self.localHeaderByteCount, header.starts(with: Self.localMark) else {
      throw source.malformed(
        entry.name, at: entry.offset, expected: "the local header of the member",
        found: "something else")
    }
    let nameCount = Int(header[26]) | Int(header[27]) << 8
    let extraCount = Int(header[28]) | Int(header[29]) << 8
    let nameStart = entry.offset + Self.localHeaderByteCount
    let start = nameStart + nameCount + extraCount
    guard start <= directory, entry.packedByteCount <= directory - start else {
      throw source.malformed(
        entry.name, at: entry.offset,
        expected: "a member before the directory at byte \(directory)",
        found: "\(entry.packedByteCount) bytes from byte \(start) on")
    }
    guard try source.read(at: nameStart, count: nameCount).elementsEqual(entry.name.utf8) else {
      throw source.malformed(
        entry.name, at: nameStart, expected: "the same name in the local header",
        found: "another one")
    }
    return FileSource(
      MemberReader(
        entry, of: source, at: start, checksMember: !(maySkipChecksum && entry.checksum == 0)),
      of: source)
  }

  /// Throws if two members share bytes: a small file could then unpack to a huge one.
  private func checkOverlap() throws(TensorFileError) {
    var end = 0
    for entry in entries.sorted(by: { $0.offset < $1.offset }) {
      // Numbers of 8 bytes may be as large as an Int.
      let (start, overflow) = entry.offset.addingReportingOverflow(
        Self.localHeaderByteCount + entry.name.utf8.count)
      guard entry.offset >= end, !overflow, start <= directory,
        entry.packedByteCount <= directory - start
      else {
        throw source.malformed(
          entry.name, at: entry.offset,
          expected: "a member after the one before it, and before the directory",
          found: "\(entry.packedByteCount) bytes that are not its own")
      }
      end = start + entry.packedByteCount
    }
  }

  /// Where the record is that ends an archive: the last one whose comment ends with the file.
  private static func end(of source: FileSource) throws(TensorFileError) -> Int {
    let first = max(0, source.byteCount - endByteCount - 0xFFFF)
    let tail = try source.read(at: first, count: source.byteCount - first)
    var start = tail.count - endByteCount
    while start >= 0 {
      let comment = Int(tail[start + 20]) | Int(tail[start + 21]) << 8
      if tail[start...].starts(with: endMark), comment == tail.count - start - endByteCount {
        return first + start
      }
      start -= 1
    }
    throw source.malformed(
      at: source.byteCount, expected: "the end record of a ZIP archive", found: "no such record")
  }

  /// Where the directory is and how many entries it has.
  private static func directory(
    of source: FileSource, end: Int
  ) throws(TensorFileError) -> (range: Range<Int>, count: Int) {
    var cursor = SourceCursor(source, at: end + 8)
    var onDisk = try cursor.takeInteger(2, "the number of entries on this disk")
    var count = try cursor.takeInteger(2, "the number of entries")
    var size = try cursor.takeInteger(4, "the directory's size")
    var place = try cursor.takeInteger(4, "the directory's place")
    var end = end
    let locator = end - largeEndPlaceByteCount
    var isLarge = false
    if locator >= 0 {
      let mark = try source.read(at: locator, count: largeEndPlaceMark.count)
      isLarge = mark == largeEndPlaceMark
    }
    if isLarge {
      cursor = SourceCursor(source, at: locator + 8)
      end = try cursor.takeInteger(8, "the place of the large end record")
      guard end <= locator else {
        throw source.malformed(
          at: locator + 8, expected: "a large end record before this place", found: "\(end)")
      }
      cursor = SourceCursor(source, at: end, end: locator)
      let mark = Array(try cursor.take(4, "the mark of a large end record"))
      _ = try cursor.take(20, "sizes and versions")
      let small = (count, size, place)
      onDisk = try cursor.takeInteger(8, "the number of entries on this disk")
      count = try cursor.takeInteger(8, "the number of entries")
      size = try cursor.takeInteger(8, "the directory's size")
      place = try cursor.takeInteger(8, "the directory's place")
      // Readers that know small records only must see the same directory.
      guard mark == largeEndMark, small.0 == min(count, 0xFFFF) || small.0 == 0xFFFF,
        small.1 == min(size, ZIPEntry.isElsewhere) || small.1 == ZIPEntry.isElsewhere,
        small.2 == min(place, ZIPEntry.isElsewhere) || small.2 == ZIPEntry.isElsewhere
      else {
        throw source.malformed(
          at: end, expected: "a large end record with the numbers of the small one",
          found: "other ones")
      }
    }
    guard onDisk == count, place <= end, size == end - place else {
      throw source.malformed(
        at: end, expected: "a directory in one part that ends where this record starts",
        found: "\(size) bytes at byte \(place), \(onDisk) of \(count) entries")
    }
    return (place..<end, count)
  }
}
