internal import NumericsContract

/// A tensor that is to be written: what it is, and where its bytes come from, piece by piece.
public struct OutputTensor: Sendable {
  /// The name in the new file.
  public let name: String
  /// What the bytes are; its path and place are those in the file they come from.
  public let tensor: StoredTensor

  /// Bytes that are in memory at once.
  static let pieceByteCount = 1 << 22

  private let read: @Sendable (Range<Int>) throws(TensorFileError) -> [UInt8]

  /// Takes a tensor of an open file, under a new name if one is given.
  public init(_ tensor: StoredTensor, of file: any TensorFile, named name: String? = nil) {
    self.init(tensor, named: name ?? tensor.path) { (range) throws(TensorFileError) in
      try file.read(tensor, range)
    }
  }

  /// Takes bytes from a function, which gives any range of them, row-major and little-endian.
  public init(
    _ tensor: StoredTensor, named name: String,
    read: @escaping @Sendable (Range<Int>) throws(TensorFileError) -> [UInt8]
  ) {
    self.name = name
    self.tensor = tensor
    self.read = read
  }

  /// Hands out all bytes from first to last.
  func forEachPiece(
    _ body: ([UInt8]) throws(TensorFileError) -> Void
  ) throws(TensorFileError) {
    for start in stride(from: 0, to: tensor.byteCount, by: Self.pieceByteCount) {
      try body(try read(start..<min(tensor.byteCount, start + Self.pieceByteCount)))
    }
  }

  /// Tensors in ascending UTF-8 order of their names; throws if two have one name.
  static func sorted(
    _ tensors: [OutputTensor], for path: String
  ) throws(TensorFileError) -> [OutputTensor] {
    let sorted = tensors.sorted { $0.name.precedesInUTF8($1.name) }
    for (tensor, next) in zip(sorted, sorted.dropFirst())
    where tensor.name.utf8.elementsEqual(next.name.utf8) {
      throw TensorFileError(
        .unwritable, file: path, place: tensor.name, expected: "one tensor of that name",
        found: "two", remedy: "Give them different names.")
    }
    return sorted
  }
}
