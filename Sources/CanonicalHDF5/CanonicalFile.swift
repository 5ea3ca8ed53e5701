public import NumericsContract

/// The structure of a checkpoint file, read by a strict parser that accepts one subset of HDF5 and
/// nothing else.
///
/// Every byte of the file is accounted for: it belongs to exactly one structure or dataset, or it
/// is a zero between them. Hostile bytes give an error; they can neither crash the parser nor make
/// it use memory or time out of proportion.
///
/// **Reference** HDF5 File Format Specification version 3.0; the subset is what libhdf5 writes with
/// the bounds of version 1.8, compact groups, no times and contiguous storage.
public struct CanonicalFile: Sendable {
  /// The size of the file.
  public let byteCount: Int

  /// The attributes of the root group, sorted by the UTF-8 bytes of their names.
  public let attributes: [Attribute]

  /// The absolute paths of the groups, the root group `/` among them, sorted by their UTF-8 bytes.
  public let groups: [String]

  /// The datasets, sorted by the UTF-8 bytes of their paths.
  public let datasets: [Dataset]

  /// Where the metadata is: the superblock, the object headers and their continuations, in
  /// ascending order. Each ends with a checksum of four bytes over the bytes before it.
  public let metadata: [Range<Int>]

  /// Parses and checks the file; the elements of the datasets are not read.
  ///
  /// **Throws** ``CanonicalHDF5Error`` for anything that is not of the subset.
  public init(parsing source: some ByteSource) throws(CanonicalHDF5Error) {
    var walk = TreeWalk(source)
    try walk.run(from: try Superblock(source).rootAddress)
    try walk.coverage.verify(source)
    byteCount = source.byteCount
    metadata = walk.coverage.metadata
    attributes = walk.attributes.sorted {
      $0.name.precedesInUTF8($1.name)
    }
    groups = walk.groups.sorted { $0.precedesInUTF8($1) }
    datasets = walk.datasets.sorted { $0.path.precedesInUTF8($1.path) }
  }
}

extension CanonicalFile {
  /// The attributes of the root group that this parser understands, whatever else the file holds: what
  /// a file that is not of the subset says of itself.
  ///
  /// **Throws** ``CanonicalHDF5Error`` if there is no root group to be found.
  public static func rootAttributes(
    of source: some ByteSource
  ) throws(CanonicalHDF5Error) -> [Attribute] {
    var headers = ObjectHeaderReader(source)
    let messages = try headers.messages(at: try Superblock(source).rootAddress, ofObject: "/")
    return messages.filter { $0.kind == .attribute }.compactMap { try? AttributeMessage.read($0) }
  }

  /// An attribute of the root group.
  public struct Attribute: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The value.
    public let value: AttributeValue
  }

  /// The value of an attribute.
  public enum AttributeValue: Sendable, Hashable {
    /// A text of fixed length.
    case text(String)
    /// A 64-bit integer.
    case integer(Int64)
    /// A truth value.
    case flag(Bool)
  }

  /// A dataset: what it holds, and where.
  public struct Dataset: Sendable, Hashable {
    /// The absolute path.
    public let path: String
    /// The type of the elements, stored little-endian.
    public let type: ElementType
    /// The extents, outermost first; `[]` is a scalar.
    public let shape: [Int]
    /// Where the elements start in the file; 0 for a dataset without elements.
    public let offset: Int
    /// The bytes the elements occupy: the product of the shape and the size of an element.
    public let byteCount: Int
  }
}
