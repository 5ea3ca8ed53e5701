package import NumericsContract

/// An array in the bytes of a .npy file.
package struct NumPyArray: Sendable {
  let source: FileSource
  let header: NumPyHeader
  /// Where the header's dictionary is.
  package let headerPlace: Int
  let layout: ElementLayout

  /// Bytes that a header may have: one for an array of numbers has about a hundred.
  static let headerLimit = 65_536

  init(_ source: FileSource) throws(TensorFileError) {
    // A header has 128 bytes as a rule, and an archive can have many arrays.
    var cursor = SourceCursor(source, bufferByteCount: 128)
    let mark = Array(try source.prefix(NumPyHeader.mark.count))
    guard mark == NumPyHeader.mark else {
      throw source.malformed(at: 0, expected: "the mark \\x93NUMPY", found: "\(mark)")
    }
    _ = try cursor.take(mark.count, "the mark")
    let version = Array(try cursor.take(2, "the version"))
    guard [1, 2, 3].contains(version[0]), version[1] == 0 else {
      throw source.malformed(
        at: 6, expected: "version 1.0, 2.0 or 3.0", found: "\(version[0]).\(version[1])")
    }
    let lengthPlace = cursor.offset
    let length = try cursor.takeInteger(version[0] == 1 ? 2 : 4, "the header's length")
    guard length <= Self.headerLimit else {
      throw source.malformed(
        at: lengthPlace, expected: "a header of at most \(Self.headerLimit) bytes",
        found: "\(length)")
    }
    headerPlace = cursor.offset
    header = try NumPyHeader(
      try cursor.take(length, "the header"), of: source, at: headerPlace)
    let type = header.type
    guard let byteCount = TensorShape.byteCount(header.shape, bits: 8 * type.byteCount),
      byteCount == cursor.remaining
    else {
      throw source.malformed(
        at: headerPlace,
        expected: "a shape of elements of \(type.byteCount) bytes that fill the "
          + "\(cursor.remaining) bytes from byte \(cursor.offset) on",
        found: "the shape \(header.shape)")
    }
    let strides = ElementLayout.rowMajorStrides(
      header.isColumnMajor ? header.shape.reversed() : header.shape)
    layout = ElementLayout(
      header.shape, strides: header.isColumnMajor ? strides.reversed() : strides,
      start: cursor.offset, elementByteCount: type.byteCount,
      swappedByteCount: type.swappedByteCount)
    self.source = source
  }

  /// The array as a tensor of that name.
  func tensor(_ path: String) -> StoredTensor {
    StoredTensor(
      path: path, typeName: header.type.name, type: header.type.type, shape: header.shape,
      byteCount: layout.byteCount,
      offset: layout.isPlain ? source.fileOffset.map { $0 + layout.start } : nil)
  }

  func read(
    _ range: Range<Int>, cache: GatherCache, key: Int = 0
  ) throws(TensorFileError) -> [UInt8] {
    try layout.read(source, range, cache: cache, key: key)
  }
}

/// The bytes as they are stored.
extension NumPyArray {
  /// Opens a .npy file.
  package init(path: String) throws(TensorFileError) {
    try self.init(try FileSource(path: path))
  }

  /// The type of the numbers, or nil if the elements are none.
  package var type: ElementType? { header.type.type }
  /// Lengths of the axes.
  package var shape: [Int] { header.shape }
  /// The order of the bytes of a number.
  package var isBigEndian: Bool { header.type.swappedByteCount > 1 }
  /// Whether the first index is the fastest.
  package var isColumnMajor: Bool { header.isColumnMajor }
  /// Where the first element is.
  package var firstByte: Int { layout.start }

  /// The bytes of the elements in their order in the file.
  package func storedBytes() throws(TensorFileError) -> [UInt8] {
    try source.read(at: layout.start, count: layout.byteCount)
  }
}
