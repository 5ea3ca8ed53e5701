public import CanonicalJSON

/// A GGUF file of version 2 or 3, little-endian, as llama.cpp has them.
///
/// Tensors of quantized types can be listed and copied; those of numbers can be read. The shape is
/// row-major, so its lengths are in the opposite order of the file's. The key-value pairs are
/// ``metadata``.
///
/// **Reference** ggml, `docs/gguf.md`.
public struct GGUFFile: TensorFile {
  /// The path, as the caller gave it.
  public let path: String
  /// The size of the file.
  public let byteCount: Int
  /// The tensors by ascending UTF-8 order of their paths.
  public let tensors: [StoredTensor]
  /// The key-value pairs.
  public let metadata: JSONValue

  /// Always GGUF.
  public var format: TensorFileFormat { .gguf }

  private let source: FileSource

  static let mark = Array("GGUF".utf8)

  /// Opens a file and checks its header against its size.
  public init(path: String) throws(TensorFileError) {
    try self.init(try FileSource(path: path))
  }

  init(_ source: FileSource) throws(TensorFileError) {
    var reader = try GGUFReader(source)
    metadata = try reader.metadata()
    tensors = try reader.tensors()
    path = source.file
    byteCount = source.byteCount
    self.source = source
  }

  public func read(
    _ tensor: StoredTensor, _ range: Range<Int>
  ) throws(TensorFileError) -> [UInt8] {
    try source.read(piece: range, of: tensor)
  }
}
