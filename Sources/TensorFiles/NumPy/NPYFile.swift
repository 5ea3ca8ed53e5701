public import CanonicalJSON

/// A NumPy .npy file of version 1, 2 or 3: one array, of either byte order, row-major or column-major.
///
/// The array has the path `array`. Python objects, which are pickled, are refused.
///
/// **Reference** NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays"; the module
/// `numpy.lib.format`.
public struct NPYFile: TensorFile {
  /// The path, as the caller gave it.
  public let path: String
  /// The size of the file.
  public let byteCount: Int
  /// The one array.
  public let tensors: [StoredTensor]

  /// Always npy.
  public var format: TensorFileFormat { .npy }
  /// Always empty.
  public var metadata: JSONValue { .object([]) }

  private let array: NumPyArray
  private let cache = GatherCache()

  /// Opens a file and checks its header against its size.
  public init(path: String) throws(TensorFileError) {
    try self.init(try FileSource(path: path))
  }

  init(_ source: FileSource) throws(TensorFileError) {
    array = try NumPyArray(source)
    path = source.file
    byteCount = source.byteCount
    tensors = [array.tensor("array")]
  }

  public func read(
    _ tensor: StoredTensor, _ range: Range<Int>
  ) throws(TensorFileError) -> [UInt8] {
    try array.read(range, cache: cache)
  }
}
