/// Reads fields from a piece of a file, never past its end.
///
/// What an error calls a field is put into words only when there is an error: files have many fields.
struct ByteCursor {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  /// Where byte 0 of the underlying array is in the file.
  private let base: Int

  /// Reads `bytes`, where index 0 of their array is at `base` in the file.
  init(_ bytes: ArraySlice<UInt8>, base: Int) {
    self.bytes = bytes
    self.position = bytes.startIndex
    self.base = base
  }

  /// The place of the next byte in the file.
  var offset: Int { base + position }

  /// The number of bytes not yet read.
  var remaining: Int { bytes.endIndex - position }

  /// The next `count` bytes.
  mutating func take(
    _ count: Int, _ what: @autoclosure () -> String
  ) throws(CanonicalHDF5Error) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else {
      throw CanonicalHDF5Error(
        .malformedMessage, at: offset, expected: "\(count) bytes of \(what())",
        found: "\(remaining) bytes before the end of the structure", remedy: .damaged)
    }
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  /// A cursor over the next `count` bytes.
  mutating func piece(
    _ count: Int, _ what: @autoclosure () -> String
  ) throws(CanonicalHDF5Error) -> ByteCursor {
    ByteCursor(try take(count, what()), base: base)
  }

  /// The next `byteCount` bytes as an unsigned little-endian integer; at most 8.
  mutating func unsigned(
    _ byteCount: Int, _ what: @autoclosure () -> String
  ) throws(CanonicalHDF5Error) -> UInt64 {
    try take(byteCount, what()).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The next `byteCount` bytes as a non-negative `Int`.
  mutating func length(
    _ byteCount: Int, _ what: @autoclosure () -> String
  ) throws(CanonicalHDF5Error) -> Int {
    let start = offset
    let value = try unsigned(byteCount, what())
    guard let length = Int(exactly: value) else {
      throw CanonicalHDF5Error(
        .outOfBounds, at: start, expected: "\(what()) below 2^63", found: "\(value)",
        remedy: .damaged)
    }
    return length
  }

  /// Throws `code` unless the next bytes are `expected`.
  mutating func expect(
    _ expected: [UInt8], _ what: @autoclosure () -> String,
    code: CanonicalHDF5Error.Code = .malformedMessage
  ) throws(CanonicalHDF5Error) {
    let start = offset
    let found = try take(expected.count, what())
    guard found.elementsEqual(expected) else {
      throw CanonicalHDF5Error(
        code, at: start, expected: "\(what()) \(Self.hexadecimal(expected[...]))",
        found: Self.hexadecimal(found), remedy: code == .malformedMessage ? .damaged : .foreign)
    }
  }

  /// Throws unless everything has been read.
  func expectEnd(_ what: @autoclosure () -> String) throws(CanonicalHDF5Error) {
    guard remaining == 0 else {
      throw CanonicalHDF5Error(
        .malformedMessage, at: offset, expected: "the end of \(what())",
        found: "\(remaining) more bytes", remedy: .damaged)
    }
  }

  /// Bytes in print, the first 32 of them.
  private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    let digits = bytes.prefix(32).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return digits.joined(separator: " ") + (bytes.count > 32 ? " …" : "")
  }
}
