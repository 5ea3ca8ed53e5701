internal import CanonicalHDF5
internal import Checkpoints
internal import TensorFiles

/// Compares two files byte by byte.
enum FileComparison {
  /// Bytes read from each file at once.
  private static let chunk = 1 << 20

  /// Returns whether two files whose tensors have the same bytes are the same files.
  ///
  /// Of checkpoints, the tensors are not read again, and nothing is read if the roots differ, since then
  /// the files surely differ.
  static func haveEqualBytes(
    _ a: TensorReader, _ b: TensorReader
  ) throws(CheckpointToolError) -> Bool {
    guard a.file.byteCount == b.file.byteCount, a.file.format == b.file.format else { return false }
    var tensors: [CheckpointDataset] = []
    if let left = a.checkpoint, let right = b.checkpoint {
      guard left.fileRoot == right.fileRoot, left.datasets == right.datasets else { return false }
      tensors = left.tensors.sorted { $0.offset < $1.offset }
    } else if (a.file.tensors + b.file.tensors).contains(where: { $0.shard != nil }) {
      return false
    }
    let (left, right) = (try bytes(of: a), try bytes(of: b))
    var position = 0
    for tensor in tensors where tensor.byteCount > 0 {
      guard try areEqual(left, right, position..<tensor.offset) else { return false }
      position = tensor.offset + tensor.byteCount
    }
    return try areEqual(left, right, position..<a.file.byteCount)
  }

  private typealias Bytes = (Range<Int>) throws(CheckpointToolError) -> [UInt8]

  private static func bytes(of reader: TensorReader) throws(CheckpointToolError) -> Bytes {
    if let checkpoint = reader.checkpoint {
      return { range throws(CheckpointToolError) in
        try CheckpointToolError.wrapping { () throws(CheckpointError) in
          try checkpoint.read(fileRange: range)
        }
      }
    }
    let path = reader.file.path
    let file = try reading(path) { () throws(CanonicalHDF5Error) in try FileByteSource(path: path) }
    return { range throws(CheckpointToolError) in
      try reading(path) { () throws(CanonicalHDF5Error) in
        try file.read(at: range.lowerBound, count: range.count)
      }
    }
  }

  private static func reading<Value>(
    _ path: String, _ body: () throws(CanonicalHDF5Error) -> Value
  ) throws(CheckpointToolError) -> Value {
    do throws(CanonicalHDF5Error) {
      return try body()
    } catch {
      throw CheckpointToolError(TensorFileError(error, file: path))
    }
  }

  private static func areEqual(
    _ left: Bytes, _ right: Bytes, _ range: Range<Int>
  ) throws(CheckpointToolError) -> Bool {
    var position = range.lowerBound
    while position < range.upperBound {
      let part = position..<min(position + chunk, range.upperBound)
      guard try left(part) == right(part) else { return false }
      position = part.upperBound
    }
    return true
  }
}
