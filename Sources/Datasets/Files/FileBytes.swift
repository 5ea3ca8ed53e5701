import CanonicalHDF5
import TensorFiles

/// The bytes of a file, read from first to last; what is missing is an error that says where.
struct FileBytes {
  /// The path, or how an error calls these bytes.
  let name: String
  let bytes: [UInt8]
  /// Where the next byte is.
  private(set) var offset = 0

  /// Largest file in bytes.
  static let byteLimit = 1 << 36

  init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Reads a whole file.
  ///
  /// **Throws** `unreadableFile` when the system does not give its bytes.
  init(path: String, atMost limit: Int = FileBytes.byteLimit) throws(DatasetError) {
    do throws(CanonicalHDF5Error) {
      let source = try FileByteSource(path: path)
      guard source.byteCount <= limit else {
        throw CanonicalHDF5Error(
          .unreadable, expected: "at most \(limit) bytes", found: "\(source.byteCount) bytes",
          remedy: "Split the file.")
      }
      self.init(name: path, bytes: try source.read(at: 0, count: source.byteCount))
    } catch {
      throw DatasetError(
        .unreadableFile,
        "cannot read \(path): \(error.found), expected \(error.expected); \(error.remedy)",
        file: path)
    }
  }

  /// Reads a whole file and unpacks it if it is a gzip file.
  init(unpacking path: String) throws(DatasetError) {
    let file = try FileBytes(path: path)
    guard file.bytes.starts(with: GzipFile.mark) else {
      self = file
      return
    }
    do throws(TensorFileError) {
      self.init(
        name: path,
        bytes: try GzipFile.unpack(file.bytes, name: path, atMost: FileBytes.byteLimit))
    } catch {
      throw DatasetError(error)
    }
  }

  /// Bytes that were not taken yet.
  var remaining: Int { bytes.count - offset }

  /// Takes the next `count` bytes.
  mutating func take(_ count: Int, _ what: String) throws(DatasetError) -> ArraySlice<UInt8> {
    guard count <= remaining else {
      throw malformed(
        expected: "\(what) of \(count) bytes", found: "\(remaining) bytes up to the end")
    }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// Takes an unsigned integer of `count` bytes, at most 7.
  mutating func takeInteger(
    _ count: Int, bigEndian: Bool = false, _ what: String
  ) throws(DatasetError) -> Int {
    let digits = try take(count, what)
    return bigEndian
      ? digits.reduce(0) { $0 << 8 | Int($1) } : digits.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// Goes on at another place, which must be inside the file or at its end.
  mutating func move(to offset: Int, _ what: String) throws(DatasetError) {
    guard offset >= 0, offset <= bytes.count else {
      throw malformed(
        expected: "\(what) inside the \(bytes.count) bytes", found: "its place at byte \(offset)")
    }
    self.offset = offset
  }

  /// An error at the next byte, or at another one.
  func malformed(at offset: Int? = nil, expected: String, found: String) -> DatasetError {
    .malformed(name, at: offset ?? self.offset, expected: expected, found: found)
  }

  /// Throws unless the elements of a shape that a header claims are exactly the bytes that remain.
  func checkShape(
    _ shape: [Int], elementBytes: Int, headerOffset: Int
  ) throws(DatasetError) {
    // Without the zeros, so that no part of a shape overflows later either.
    var whole: Int? = elementBytes
    for length in shape where length != 0 {
      guard let factor = whole else { break }
      let (product, overflow) = factor.multipliedReportingOverflow(by: length)
      whole = overflow || length < 0 ? nil : product
    }
    guard let whole, (shape.contains(0) ? 0 : whole) == remaining else {
      throw malformed(
        at: headerOffset,
        expected: "a shape of elements of \(elementBytes) bytes that fill the \(remaining) bytes "
          + "from byte \(offset) on",
        found: "the shape \(shape)")
    }
  }
}
