public import NumericsContract

/// A tensor as a file describes it.
public struct StoredTensor: Sendable, Hashable {
  /// The name in the file: `model.layers.0.weight`, `/model/hidden/weight` in HDF5, `arr_0` in an
  /// .npz file.
  public let path: String
  /// The name of ``type`` where there is one, else the format's own name, such as `q4_K`.
  public let typeName: String
  /// The type of the elements; nil if they can be listed and copied, but not read as numbers.
  public let type: ElementType?
  /// Lengths of the axes, the last index fastest; none for a single number.
  public let shape: [Int]
  /// Number of bytes that reading gives.
  public let byteCount: Int
  /// Where in its file the first byte is; nil if the file does not hold the bytes in one piece, or
  /// not in the order in which they are read.
  public let offset: Int?
  /// The file that holds the bytes, relative to the folder, if there are several; else nil.
  public let shard: String?

  /// Describes a tensor.
  public init(
    path: String, typeName: String, type: ElementType?, shape: [Int], byteCount: Int, offset: Int?,
    shard: String? = nil
  ) {
    self.path = path
    self.typeName = typeName
    self.type = type
    self.shape = shape
    self.byteCount = byteCount
    self.offset = offset
    self.shard = shard
  }

  /// Describes a tensor of numbers.
  public init(
    path: String, type: ElementType, shape: [Int], byteCount: Int, offset: Int?,
    shard: String? = nil
  ) {
    self.init(
      path: path, typeName: type.rawValue, type: type, shape: shape, byteCount: byteCount,
      offset: offset, shard: shard)
  }
}
