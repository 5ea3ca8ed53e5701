internal import CHDF5
public import NumericsContract

/// A dataset of numbers in a file of anyone's making.
public struct StoredDataset: Sendable, Hashable {
  /// Names from the root group on, each after a slash.
  public let path: String
  /// Type of the elements.
  public let type: ElementType
  /// Lengths of the axes; none for a single number.
  public let shape: [Int]
  /// Bytes of all elements.
  public let byteCount: Int
  /// Where the elements are if they lie in the file as they are read, in one piece.
  public let offset: Int?

  /// Describes a dataset.
  public init(path: String, type: ElementType, shape: [Int], byteCount: Int, offset: Int?) {
    self.path = path
    self.type = type
    self.shape = shape
    self.byteCount = byteCount
    self.offset = offset
  }
}

/// What an HDF5 file of anyone's making contains.
public struct StoredContents: Sendable {
  /// Something in the file that holds no numbers, or that is there under another name already.
  public struct LeftOut: Sendable, Hashable {
    /// Names from the root group on.
    public let path: String
    /// What it is.
    public let reason: String

    /// Describes something left out.
    public init(path: String, reason: String) {
      self.path = path
      self.reason = reason
    }
  }

  /// The datasets of numbers, in the order of their paths' bytes.
  public let datasets: [StoredDataset]
  /// Everything else, in the same order.
  public let leftOut: [LeftOut]
  /// Attributes of the root group and of the groups in it.
  public let attributes: [StoredAttribute]
}

/// An HDF5 file of anyone's making, open for reading by libhdf5.
///
/// libhdf5 has no defence against files that were made to attack it: open files that you do not trust
/// in a process of their own.
public final class StoredFile {
  private var file: OpenFile?
  private var reader: (path: String, dataset: DatasetReader)?

  deinit {
    // Closing calls the library, too.
    try? HDF5Library.withExclusiveAccess {
      reader = nil
      file = nil
    }
  }

  /// Opens a file.
  ///
  /// - Parameter name: How errors call it; the path unless said otherwise.
  ///
  /// **Throws** ``HDF5Error`` `unreadable` for what libhdf5 cannot read; and what starting it throws.
  public init(path: String, named name: String? = nil) throws(HDF5Error) {
    file = try HDF5Library.withExclusiveAccess { () throws(HDF5Error) -> OpenFile in
      try OpenFile(path: path, named: name ?? path)
    }
  }

  /// Lists what the file contains, as far as it can be reached by hard links.
  ///
  /// Refused are elements in other files, in virtual datasets, or packed by other filters than deflate,
  /// shuffle and fletcher32, links to other files, and more than ``StoredFile/Limits`` allow.
  public func contents() throws(HDF5Error) -> StoredContents {
    try HDF5Library.withExclusiveAccess { () throws(HDF5Error) -> StoredContents in
      let file = openFile
      return try file.reading("/") { try TreeWalk(file).contents() }
    }
  }

  /// Reads elements of a dataset that the contents list, row-major and little-endian.
  ///
  /// - Precondition: the range lies inside the dataset.
  public func read(_ path: String, elements range: Range<Int>) throws(HDF5Error) -> [UInt8] {
    try HDF5Library.withExclusiveAccess { () throws(HDF5Error) -> [UInt8] in
      let file = openFile
      return try file.reading(path) {
        let dataset: DatasetReader
        if let reader, reader.path == path {
          dataset = reader.dataset
        } else {
          // Closed first: both would keep unpacked chunks.
          reader = nil
          dataset = try DatasetReader(file.id, path, called: path, in: file)
          reader = (path, dataset)
        }
        return try dataset.elements(range)
      }
    }
  }
}

extension StoredFile {
  private var openFile: OpenFile {
    guard let file else { preconditionFailure("a file that is closed already") }
    return file
  }

  /// What is read at most, so that a small file cannot ask for large work.
  public enum Limits {
    /// Groups and datasets.
    public static let objectCount = 100_000
    /// Names in a path.
    public static let depth = 64
    /// UTF-8 bytes of all paths.
    public static let pathByteCount = 16 << 20
    /// Attributes that are read.
    public static let attributeCount = 1000
    /// Bytes of the values of attributes.
    public static let attributeByteCount = 16 << 20
  }
}
