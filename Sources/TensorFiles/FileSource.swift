internal import CanonicalHDF5

/// The bytes of one file, which is read and never mapped: a file that shrinks gives an error, not a
/// fault.
struct FileSource: Sendable {
  /// The file, as the caller named it.
  let file: String
  private let source: any ByteSource & Sendable

  /// Number of bytes when the file was opened.
  var byteCount: Int { source.byteCount }

  /// Opens a file.
  init(path: String) throws(TensorFileError) {
    do throws(CanonicalHDF5Error) {
      self.init(try FileByteSource(path: path), file: path)
    } catch {
      throw TensorFileError(error, file: path)
    }
  }

  /// Takes bytes in memory, which errors call `name`.
  init(bytes: [UInt8], name: String) {
    self.init(MemoryByteSource(bytes), file: name)
  }

  private init(_ source: any ByteSource & Sendable, file: String) {
    self.source = source
    self.file = file
  }

  /// Reads exactly `count` bytes.
  func read(at offset: Int, count: Int) throws(TensorFileError) -> [UInt8] {
    do throws(CanonicalHDF5Error) {
      return try source.read(at: offset, count: count)
    } catch {
      throw TensorFileError(error, file: file)
    }
  }

  /// Reads the first bytes, fewer if there are not as many.
  func prefix(_ count: Int) throws(TensorFileError) -> [UInt8] {
    try read(at: 0, count: min(count, byteCount))
  }

  /// An error that says the file breaks the rules of its format.
  func malformed(
    _ place: String? = nil, at offset: Int? = nil, expected: String, found: String
  ) -> TensorFileError {
    .malformed(file, place, at: offset, expected: expected, found: found)
  }
}
