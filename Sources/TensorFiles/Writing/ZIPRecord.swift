/// A stored member of a ZIP archive that is being written.
struct ZIPRecord {
  let name: String
  let byteCount: Int
  /// Where the local header is.
  let offset: Int
  var checksum: UInt32 = 0

  init(name: String, byteCount: Int, offset: Int) {
    self.name = name
    self.byteCount = byteCount
    self.offset = offset
  }

  private static let small = 0xFFFF_FFFF
  /// Names are UTF-8.
  private static let flags = 1 << 11
  /// 1980-01-01, the first day that the format knows.
  private static let date = 1 << 5 | 1

  private static func bytes(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func saturated(_ value: Int) -> [UInt8] { bytes(min(value, small), 4) }

  private var isLarge: Bool { byteCount >= Self.small }

  /// Version, flags, method, time, checksum and sizes, which both headers have.
  private func common(isLarge: Bool) -> [UInt8] {
    Self.bytes(isLarge ? 45 : 20, 2) + Self.bytes(Self.flags, 2) + Self.bytes(0, 4)
      + Self.bytes(Self.date, 2) + Self.bytes(Int(checksum), 4) + Self.saturated(byteCount)
      + Self.saturated(byteCount) + Self.bytes(name.utf8.count, 2)
  }

  private static func largeField(_ numbers: [Int]) -> [UInt8] {
    numbers.isEmpty
      ? [] : bytes(1, 2) + bytes(8 * numbers.count, 2) + numbers.flatMap { bytes($0, 8) }
  }

  /// What stands before the member's bytes.
  var localHeader: [UInt8] {
    let extra = Self.largeField(isLarge ? [byteCount, byteCount] : [])
    return ZIPArchive.localMark + common(isLarge: isLarge) + Self.bytes(extra.count, 2)
      + Array(name.utf8) + extra
  }

  /// What stands in the directory.
  var directoryEntry: [UInt8] {
    let isFar = offset >= Self.small
    let extra = Self.largeField(
      (isLarge ? [byteCount, byteCount] : []) + (isFar ? [offset] : []))
    let version = isLarge || isFar ? 45 : 20
    return [0x50, 0x4B, 1, 2] + Self.bytes(version, 2) + common(isLarge: isLarge || isFar)
      + Self.bytes(extra.count, 2) + Self.bytes(0, 2 + 2 + 2 + 4) + Self.saturated(offset)
      + Array(name.utf8) + extra
  }

  /// What ends an archive whose directory is `range`.
  static func end(of range: Range<Int>, entryCount: Int) -> [UInt8] {
    var large: [UInt8] = []
    if range.upperBound >= small || entryCount >= 0xFFFF {
      large =
        bytes(0x0606_4B50, 4) + bytes(44, 8) + bytes(45, 2) + bytes(45, 2) + bytes(0, 8)
        + bytes(entryCount, 8) + bytes(entryCount, 8) + bytes(range.count, 8)
        + bytes(range.lowerBound, 8)
      large += bytes(0x0706_4B50, 4) + bytes(0, 4) + bytes(range.upperBound, 8) + bytes(1, 4)
    }
    let count = bytes(min(entryCount, 0xFFFF), 2)
    return large + ZIPArchive.endMark + bytes(0, 4) + count + count + saturated(range.count)
      + saturated(range.lowerBound) + bytes(0, 2)
  }
}
