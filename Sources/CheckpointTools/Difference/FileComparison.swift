internal import Checkpoints

/// Compares two files byte by byte.
enum FileComparison {
  /// Bytes read from each file at once.
  private static let chunk = 1 << 20

  /// Returns whether two checkpoints whose tensors have the same bytes are the same files.
  ///
  /// Bytes are compared only if the roots are equal, since otherwise the files surely differ.
  static func haveEqualBytes(
    _ a: CheckpointFile, _ b: CheckpointFile
  ) throws(CheckpointToolError) -> Bool {
    guard a.byteCount == b.byteCount, a.fileRoot == b.fileRoot, a.datasets == b.datasets else {
      return false
    }
    let left = try FileBytes(a.path)
    let right = try FileBytes(b.path)
    var position = 0
    for tensor in a.tensors.sorted(by: { $0.offset < $1.offset }) where tensor.byteCount > 0 {
      guard try areEqual(left, right, position..<tensor.offset) else { return false }
      position = tensor.offset + tensor.byteCount
    }
    return try areEqual(left, right, position..<a.byteCount)
  }

  private static func areEqual(
    _ left: FileBytes, _ right: FileBytes, _ range: Range<Int>
  ) throws(CheckpointToolError) -> Bool {
    var position = range.lowerBound
    while position < range.upperBound {
      let count = min(chunk, range.upperBound - position)
      guard try left.read(at: position, count: count) == right.read(at: position, count: count)
      else { return false }
      position += count
    }
    return true
  }
}
