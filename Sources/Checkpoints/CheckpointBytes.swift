internal import CanonicalHDF5

/// The bytes of an open checkpoint.
///
/// Sendable although `ByteSource` does not say so: all sources are immutable after their creation,
/// and reading at an offset moves no shared position.
struct CheckpointBytes: @unchecked Sendable {
  /// The name in error messages.
  let file: String
  /// The size.
  let byteCount: Int
  /// The file on disk, where all bytes come from one.
  let regularFile: FileByteSource?
  private let source: any ByteSource

  init(file: String, source: FileByteSource) {
    self.file = file
    self.source = source
    regularFile = source
    byteCount = source.byteCount
  }

  init(file: String, source: ThinByteSource) {
    self.file = file
    self.source = source
    regularFile = nil
    byteCount = source.byteCount
  }

  init(file: String, source: MemoryByteSource) {
    self.file = file
    self.source = source
    regularFile = nil
    byteCount = source.byteCount
  }

  /// Parses the structure of the file.
  ///
  /// - Throws: `CheckpointError`; for a checkpoint of another version, whose structure may be another
  ///   one too, `unsupportedVersion`.
  func parsed() throws(CheckpointError) -> CanonicalFile {
    do throws(CanonicalHDF5Error) {
      return try Self.parse(source)
    } catch {
      if let attributes = try? Self.rootAttributes(source) {
        try RootAttributes.checkVersion(attributes, file: file)
      }
      throw CheckpointError(error, file: file)
    }
  }

  /// Reads bytes of a dataset; the range counts from the dataset's start.
  func read(_ dataset: CheckpointDataset, _ range: Range<Int>) throws(CheckpointError) -> [UInt8] {
    do throws(CanonicalHDF5Error) {
      return try source.read(at: dataset.offset + range.lowerBound, count: range.count)
    } catch {
      throw CheckpointError(error, file: file, path: dataset.path)
    }
  }

  /// Reads bytes of the file.
  func read(_ range: Range<Int>) throws(CheckpointError) -> [UInt8] {
    do throws(CanonicalHDF5Error) {
      return try source.read(at: range.lowerBound, count: range.count)
    } catch {
      throw CheckpointError(error, file: file)
    }
  }

  private static func rootAttributes(
    _ source: some ByteSource
  ) throws(CanonicalHDF5Error) -> [CanonicalFile.Attribute] {
    try CanonicalFile.rootAttributes(of: source)
  }

  private static func parse(
    _ source: some ByteSource
  ) throws(CanonicalHDF5Error) -> CanonicalFile {
    try CanonicalFile(parsing: source)
  }
}
