public import CanonicalJSON

/// A safetensors file: a JSON header, then the tensors' bytes without holes.
///
/// Read strictly: whatever the format does not promise is refused, so that no two readers can see
/// different tensors in one file.
///
/// **Reference** Hugging Face, "safetensors: simple, safe way to store and distribute tensors",
/// section Format.
public struct SafetensorsFile: TensorFile {
  /// The path, as the caller gave it.
  public let path: String
  /// The size of the file.
  public let byteCount: Int
  /// The tensors by ascending UTF-8 order of their paths.
  public let tensors: [StoredTensor]
  /// The texts of `__metadata__`.
  public let metadata: JSONValue

  /// Always safetensors.
  public var format: TensorFileFormat { .safetensors }

  private let source: FileSource

  /// Opens a file and checks its header against its size.
  public init(path: String) throws(TensorFileError) {
    try self.init(try FileSource(path: path))
  }

  /// `shard` is what the tensors call the file if it is one of several.
  init(_ source: FileSource, shard: String? = nil) throws(TensorFileError) {
    let header = try SafetensorsHeader(source, shard: shard)
    path = source.file
    byteCount = source.byteCount
    tensors = header.tensors
    metadata = header.metadata
    self.source = source
  }

  public func read(
    _ tensor: StoredTensor, _ range: Range<Int>
  ) throws(TensorFileError) -> [UInt8] {
    try source.read(piece: range, of: tensor)
  }
}

extension FileSource {
  /// Bytes of a tensor that the file holds in one piece.
  func read(piece range: Range<Int>, of tensor: StoredTensor) throws(TensorFileError) -> [UInt8] {
    guard let offset = tensor.offset, range.lowerBound >= 0, range.upperBound <= tensor.byteCount
    else {
      preconditionFailure("bytes \(range) of \(tensor), expected a part of a tensor of this file")
    }
    return try read(at: offset + range.lowerBound, count: range.count)
  }
}
