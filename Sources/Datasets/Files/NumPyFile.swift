import NumericsContract

/// NumPy's .npy files: reading of versions 1, 2 and 3, writing of version 1.
///
/// **Reference** NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays"; the module
/// `numpy.lib.format`.
public enum NumPyFile {
  /// Bytes that a header may have: one for an array of numbers has about a hundred.
  static let headerLimit = 65_536

  static let mark: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads an array of numbers of either byte order, row-major or column-major.
  ///
  /// **Throws** `unreadableFile`, or `malformedFile` when the mark, the header or the counts are not those
  /// of an array of numbers.
  public static func read(path: String) throws(DatasetError) -> NumericArray {
    try read(try FileBytes(path: path))
  }

  static func read(_ file: FileBytes) throws(DatasetError) -> NumericArray {
    var file = file
    guard file.bytes.starts(with: mark) else {
      throw file.malformed(
        at: 0, expected: "the mark \\x93NUMPY", found: "\(Array(file.bytes.prefix(6)))")
    }
    _ = try file.take(mark.count, "the mark")
    let version = try file.takeInteger(2, bigEndian: true, "the version")
    guard [0x100, 0x200, 0x300].contains(version) else {
      throw file.malformed(
        at: 6, expected: "version 1.0, 2.0 or 3.0", found: "\(version >> 8).\(version & 0xFF)")
    }
    let lengthPlace = file.offset
    let length = try file.takeInteger(version == 0x100 ? 2 : 4, "the header's length")
    guard length <= headerLimit else {
      throw file.malformed(
        at: lengthPlace, expected: "a header of at most \(headerLimit) bytes", found: "\(length)")
    }
    let headerPlace = file.offset
    let header = try NumPyHeader(
      try file.take(length, "the header"), of: file, at: headerPlace)
    try file.checkShape(
      header.shape, elementBytes: header.type.byteCount, headerOffset: headerPlace)
    let first = file.offset
    return NumericArray(
      name: file.name, shape: header.shape, type: header.type,
      bytes: try file.take(file.remaining, "the elements"), isBigEndian: header.isBigEndian,
      isColumnMajor: header.isColumnMajor, firstByte: first)
  }
}
