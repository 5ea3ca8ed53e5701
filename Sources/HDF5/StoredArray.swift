internal import CHDF5
public import NumericsContract

/// An array of numbers, read from a dataset of any HDF5 file.
///
/// libhdf5 parses the file, and it has no defence against files that were made to attack it: open only
/// files that you trust.
public struct StoredArray: Sendable {
  /// Lengths of the axes; none for a single number.
  public let shape: [Int]
  /// Type of the elements.
  public let type: ElementType
  /// The elements, row-major and little-endian.
  public let bytes: [UInt8]

  /// Reads a dataset.
  ///
  /// Only bytes are put in order, nothing is converted. Groups and datasets are reached by hard links,
  /// elements lie in the file itself, plain or deflated; no other file is opened.
  ///
  /// - Parameter dataset: Names from the root group on, with slashes between.
  ///
  /// **Throws** ``HDF5Error`` `unreadable` when there is no such dataset, its type is none of
  /// `ElementType`'s, or libhdf5 fails; and what starting libhdf5 throws.
  public init(path: String, dataset: String) throws(HDF5Error) {
    self = try HDF5Library.withExclusiveAccess { () throws(HDF5Error) -> StoredArray in
      let file = try OpenFile(path: path, named: path)
      return try file.reading(dataset) {
        try file.requireHardLinks(to: dataset)
        let reader = try DatasetReader(file.id, dataset, called: dataset, in: file)
        return StoredArray(
          shape: reader.shape, type: reader.type,
          bytes: try reader.elements(0..<reader.byteCount / reader.type.byteCount))
      }
    }
  }

  private init(shape: [Int], type: ElementType, bytes: [UInt8]) {
    self.shape = shape
    self.type = type
    self.bytes = bytes
  }
}
