public import NumericsContract

/// One leaf of the state: an array with a name.
public struct StateEntry: Sendable, Equatable {
  /// Absolute path, such as `/model/hidden/weight`.
  public let path: String
  /// Type of the elements.
  public let type: ElementType
  /// Lengths of the axes; empty for a scalar.
  public let shape: [Int]
  /// The elements, little-endian, row-major.
  public let bytes: [UInt8]

  /// Creates a leaf.
  ///
  /// - Precondition: `bytes` has the size that type and shape ask for.
  public init(path: String, type: ElementType, shape: [Int], bytes: [UInt8]) {
    precondition(
      bytes.count == shape.reduce(1, *) * type.byteCount,
      "state \(path): \(bytes.count) bytes for \(shape) elements of \(type.rawValue)")
    self.path = path
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }
}
