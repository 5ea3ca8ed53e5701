/// Everything of an HDF5 file but the elements of its datasets: the bytes of the metadata, and
/// where the elements go.
///
/// Writing ``pieces`` and the elements of every extent into a file of ``byteCount`` zero bytes
/// gives the bytes that libhdf5 would have written itself. They depend on the arguments of
/// ``build(attributes:datasets:closing:)`` alone.
public struct Skeleton: Sendable, Hashable {
  /// The size of the file.
  public let byteCount: Int

  /// The runs of metadata, in ascending order. Bytes of no piece and no extent are zero.
  public let pieces: [Piece]

  /// Where the elements of each dataset go: the datasets in the order given, then those of
  /// `closing`. A dataset without elements has no extent.
  public let extents: [Extent]
}

extension Skeleton {
  /// A run of metadata bytes.
  public struct Piece: Sendable, Hashable {
    /// Where the run starts in the file.
    public let offset: Int
    /// The bytes of the run; it starts and ends with a byte that is not zero.
    public let bytes: [UInt8]
  }

  /// The place of a dataset's elements in the file.
  public struct Extent: Sendable, Hashable {
    /// The absolute path of the dataset.
    public let path: String
    /// Where the elements start in the file; a multiple of 16,384 if `byteCount` is 65,536 or more.
    public let offset: Int
    /// The number of bytes the elements occupy; never 0.
    public let byteCount: Int
  }
}

extension Skeleton {
  /// Lays out a file with libhdf5, in memory: nothing touches a disk.
  ///
  /// The calls run one at a time in a process. Time and memory do not depend on the sizes of the
  /// datasets, but grow with the square of the number of links in a group: nest them.
  ///
  /// - Parameters:
  ///   - attributes: Attributes of the root group, in the order in which they are stored.
  ///   - datasets: The datasets, sorted by path in the order of the UTF-8 bytes. The groups they
  ///     need are created on the way.
  ///   - closing: Gets the extents of `datasets` and returns the datasets to be stored last, sorted
  ///     as well. It must not call this function.
  /// - Returns: The skeleton; equal arguments give equal skeletons in every process.
  ///
  /// **Throws** ``HDF5Error`` if a plan or an attribute leaves the subset (names, ranks, order,
  /// duplicates, limits), or libhdf5 or the operating system fails.
  ///
  /// **Reference** HDF5 File Format Specification version 3.0, restricted to what libhdf5 1.8
  /// understands.
  public static func build(
    attributes: [(name: String, value: AttributeValue)], datasets: [DatasetPlan],
    closing: ([Extent]) -> [DatasetPlan] = { _ in [] }
  ) throws(HDF5Error) -> Skeleton {
    try HDF5Library.withExclusiveAccess { () throws(HDF5Error) -> Skeleton in
      let memory = try MemoryFile()
      let writer = try SkeletonWriter(path: memory.path)
      try writer.add(attributes: attributes)
      try writer.add(datasets: datasets)
      try writer.add(datasets: closing(writer.extents))
      try writer.close()
      return try Skeleton(reading: memory, extents: writer.extents)
    }
  }

  /// Reads what libhdf5 wrote around the extents.
  private init(reading memory: borrowing MemoryFile, extents: [Extent]) throws(HDF5Error) {
    let size = try memory.byteCount()
    var pieces: [Piece] = []
    var position = 0
    for extent in extents.sorted(by: { $0.offset < $1.offset }) {
      guard position <= extent.offset, extent.byteCount <= size - extent.offset else {
        throw .unexpectedResult(
          subject: "dataset \"\(extent.path)\"",
          found: "bytes \(extent.offset)..<\(extent.offset + extent.byteCount)",
          expected: "a place of its own within bytes \(position)..<\(size)")
      }
      if let piece = try Self.piece(of: memory, in: position..<extent.offset) {
        pieces.append(piece)
      }
      position = extent.offset + extent.byteCount
    }
    if let piece = try Self.piece(of: memory, in: position..<size) { pieces.append(piece) }
    let metadataByteCount = pieces.reduce(0) { $0 + $1.bytes.count }
    guard metadataByteCount <= FormatLimits.metadataByteCount else {
      throw .invalidPlan(
        path: "/", found: "\(metadataByteCount) bytes of metadata",
        expected: "at most \(FormatLimits.metadataByteCount)",
        remedy: "Store fewer and larger datasets, with shorter names.")
    }
    self.byteCount = size
    self.pieces = pieces
    self.extents = extents
  }

  /// The bytes of `range` without leading and trailing zeros, or nothing if all are zero.
  private static func piece(
    of memory: borrowing MemoryFile, in range: Range<Int>
  ) throws(HDF5Error) -> Piece? {
    let bytes = try memory.read(range)
    guard let first = bytes.firstIndex(where: { $0 != 0 }),
      let last = bytes.lastIndex(where: { $0 != 0 })
    else { return nil }
    return Piece(offset: range.lowerBound + first, bytes: Array(bytes[first...last]))
  }
}
