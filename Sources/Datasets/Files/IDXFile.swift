import NumericsContract

/// Reading of IDX files, which MNIST and data sets like it are published in.
///
/// Two zero bytes, a type, the number of axes, their lengths as big-endian integers of four bytes, and the
/// elements, big-endian and row-major; a gzip file of that is unpacked.
///
/// **Reference** Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", 1998.
public enum IDXFile {
  /// Reads an array.
  ///
  /// **Throws** `unreadableFile`, or `malformedFile` when the mark, the type or the counts are not those of
  /// an IDX file.
  public static func read(path: String) throws(DatasetError) -> NumericArray {
    try read(try FileBytes(unpacking: path))
  }

  static func read(_ file: FileBytes) throws(DatasetError) -> NumericArray {
    var file = file
    let mark = try file.takeInteger(2, "two zero bytes")
    guard mark == 0 else {
      throw file.malformed(at: 0, expected: "the two zero bytes of an IDX file", found: "\(mark)")
    }
    let code = try file.takeInteger(1, "the type")
    guard let type = types[code] else {
      throw file.malformed(
        at: 2, expected: "a type among 8, 9, 11, 12, 13 and 14", found: "\(code)")
    }
    let rank = try file.takeInteger(1, "the number of axes")
    var shape: [Int] = []
    for axis in 0..<rank {
      shape.append(try file.takeInteger(4, bigEndian: true, "the length of axis \(axis)"))
    }
    try file.checkShape(shape, elementBytes: type.byteCount, headerOffset: 4)
    let first = file.offset
    return NumericArray(
      name: file.name, shape: shape, type: type,
      bytes: try file.take(file.remaining, "the elements"), isBigEndian: true, firstByte: first)
  }

  private static let types: [Int: ElementType] = [
    8: .uint8, 9: .int8, 11: .int16, 12: .int32, 13: .float32, 14: .float64,
  ]
}
