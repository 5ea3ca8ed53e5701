public import NumericsContract

/// One array of a checkpoint: what it is, and where its bytes are.
public struct CheckpointDataset: Hashable, Sendable {
  /// The absolute path, such as `/model/hidden/weight`.
  public let path: String
  /// Type of the elements, stored little-endian.
  public let type: ElementType
  /// Lengths of the axes; empty for a scalar.
  public let shape: [Int]
  /// The first byte in the file; 0 for an array without elements.
  public let offset: Int
  /// The bytes of the elements.
  public let byteCount: Int
  /// The section: the first component of the path.
  public let section: String

  /// Describes an array.
  public init(path: String, type: ElementType, shape: [Int], offset: Int, byteCount: Int) {
    self.path = path
    self.type = type
    self.shape = shape
    self.offset = offset
    self.byteCount = byteCount
    section = CheckpointFormat.section(of: path) ?? ""
  }

  /// The number of elements.
  public var elementCount: Int { byteCount / type.byteCount }
}
