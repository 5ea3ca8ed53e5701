internal import CanonicalHDF5

/// The bytes of one file, or of a member of an archive.
///
/// Files are read and never mapped: one that shrinks gives an error, not a fault.
struct FileSource: Sendable {
  /// The file, as the caller named it.
  let file: String
  /// The member of the archive, or nil for the file itself.
  let member: String?
  /// Number of bytes.
  let byteCount: Int
  private let storage: Storage

  private enum Storage: Sendable {
    case file(any ByteSource & Sendable)
    case member(MemberReader)
  }

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
    storage = .file(source)
    self.file = file
    member = nil
    byteCount = source.byteCount
  }

  /// The unpacked bytes of a member.
  init(_ reader: MemberReader, of archive: FileSource) {
    storage = .member(reader)
    file = archive.file
    member = reader.entry.name
    byteCount = reader.entry.byteCount
  }

  /// Reads exactly `count` bytes.
  func read(at offset: Int, count: Int) throws(TensorFileError) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
      throw malformed(
        at: offset, expected: "\(count) bytes inside the \(byteCount) bytes there are",
        found: "the end")
    }
    switch storage {
    case .member(let reader): return try reader.read(at: offset, count: count)
    case .file(let source):
      do throws(CanonicalHDF5Error) {
        return try source.read(at: offset, count: count)
      } catch {
        throw TensorFileError(error, file: file)
      }
    }
  }

  /// Reads the first bytes, fewer if there are not as many.
  func prefix(_ count: Int) throws(TensorFileError) -> [UInt8] {
    try read(at: 0, count: min(count, byteCount))
  }

  /// Where the bytes are in the file, if they are there in one piece as they are read.
  var fileOffset: Int? {
    switch storage {
    case .file: 0
    case .member(let reader): reader.entry.isDeflated ? nil : reader.start
    }
  }

  /// Frees what reading on in a member needs: many may be open at once.
  func release() {
    if case .member(let reader) = storage { reader.release() }
  }

  /// An error that says the bytes break the rules of their format.
  func malformed(
    _ place: String? = nil, at offset: Int? = nil, expected: String, found: String
  ) -> TensorFileError {
    error(
      .malformed, place, at: offset, expected: expected, found: found,
      remedy: "Restore the file from where it came.")
  }

  /// An error about the bytes.
  func error(
    _ kind: TensorFileError.Kind, _ place: String? = nil, at offset: Int? = nil, expected: String,
    found: String, remedy: String
  ) -> TensorFileError {
    let places = [member, place].compactMap { $0 }.joined(separator: ", ")
    return TensorFileError(
      kind, file: file, place: places.isEmpty ? nil : places, offset: offset, expected: expected,
      found: found, remedy: remedy)
  }
}
