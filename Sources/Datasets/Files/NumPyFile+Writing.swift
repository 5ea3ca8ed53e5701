public import NumericsContract
import TensorFiles

extension NumPyFile {
  /// Writes an array as a file of version 1.0, row-major and little-endian.
  ///
  /// The path names the file once all of its bytes are on disk; until then it names what it did.
  ///
  /// - Parameters:
  ///   - bytes: The elements, row-major and little-endian.
  ///   - type: Their type.
  ///   - shape: The length of each axis; none for a single element.
  ///   - path: Where to; what is there is replaced.
  /// - Precondition: as many bytes as type and shape say, in a type that NumPy has: not `bfloat16`.
  ///
  /// **Throws** `unwritableFile` when the system does not take the bytes.
  public static func write(
    _ bytes: [UInt8], type: ElementType, shape: [Int], to path: String
  ) throws(DatasetError) {
    let count = shape.reduce(type.byteCount, *)
    precondition(
      bytes.count == count, "\(bytes.count) bytes for \(type.rawValue) \(shape), which has \(count)"
    )
    do throws(TensorFileError) {
      var output = try FileOutput(path: path)
      try output.append(NumPyHeader.bytes(type: type, shape: shape))
      try output.append(bytes)
      try output.commit()
    } catch {
      throw DatasetError(
        .unwritableFile, "cannot write \(path): \(error.found). \(error.remedy)", file: path)
    }
  }
}
