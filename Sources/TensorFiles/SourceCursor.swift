/// Reads the bytes of a source from first to last, with few reads of the file.
struct SourceCursor {
  let source: FileSource
  /// Where the next byte is.
  private(set) var offset: Int
  /// Where the bytes end that may be taken.
  let end: Int
  private var buffer: ArraySlice<UInt8> = []

  private let bufferByteCount: Int

  /// Starts at a place inside the source; reads `bufferByteCount` bytes at once, or what is asked for.
  init(
    _ source: FileSource, at offset: Int = 0, end: Int? = nil, bufferByteCount: Int = 1 << 16
  ) {
    self.source = source
    self.offset = offset
    self.end = end ?? source.byteCount
    self.bufferByteCount = bufferByteCount
  }

  /// Bytes that were not taken yet.
  var remaining: Int { end - offset }

  /// Takes the next `count` bytes.
  mutating func take(
    _ count: Int, _ what: @autoclosure () -> String
  ) throws(TensorFileError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else {
      throw malformed(
        expected: "\(what()) of \(count) bytes", found: "\(remaining) bytes up to the end")
    }
    if buffer.count < count {
      let size = min(max(count, bufferByteCount), remaining)
      buffer = try source.read(at: offset, count: size)[...]
    }
    defer { offset += count }
    let taken = buffer.prefix(count)
    buffer = buffer.dropFirst(count)
    return taken
  }

  /// Takes a little-endian unsigned integer of `count` bytes, at most 8.
  mutating func takeWord(
    _ count: Int, _ what: @autoclosure () -> String
  ) throws(TensorFileError) -> UInt64 {
    try take(count, what()).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Takes a little-endian unsigned integer that must be in the range of Int.
  mutating func takeInteger(
    _ count: Int, _ what: @autoclosure () -> String
  ) throws(TensorFileError) -> Int {
    let place = offset
    let word = try takeWord(count, what())
    guard let integer = Int(exactly: word) else {
      throw source.malformed(at: place, expected: "\(what()) below 2^63", found: "\(word)")
    }
    return integer
  }

  /// An error at the next byte.
  func malformed(expected: String, found: String) -> TensorFileError {
    source.malformed(at: offset, expected: expected, found: found)
  }
}
