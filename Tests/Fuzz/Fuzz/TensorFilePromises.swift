@testable import TensorFiles

/// Reading ends, in tensors with the bytes they claim to have, or in one line that says what is wrong.
enum TensorFilePromises {
  /// Tensors that are larger than an input is read at their ends only.
  private static let wholeByteLimit = 1 << 20
  /// Bytes that are read as a whole, all in all: views may repeat a few bytes in many tensors.
  private static let totalByteLimit = 1 << 26
  private static let endByteCount = 100
  /// The end of a longer line is of no use to anybody.
  private static let lineByteLimit = 8192

  /// Opens the bytes as what they are and reads every tensor.
  static func check(_ bytes: [UInt8]) {
    do throws(TensorFileError) {
      let file = try TensorFiles.open(FileSource(bytes: bytes, name: Promise.name))
      var total = 0
      for tensor in file.tensors {
        let count = tensor.byteCount
        if count <= min(wholeByteLimit, totalByteLimit - total) {
          try read(tensor, 0..<count, of: file)
          total += count
        } else {
          try read(tensor, 0..<min(count, endByteCount), of: file)
          try read(tensor, max(0, count - endByteCount)..<count, of: file)
        }
      }
    } catch {
      let line = "\(error)"
      Promise.check(line: line, file: error.file, remedy: error.remedy, mayBeBeside: true)
      guard line.utf8.count < lineByteLimit else { Promise.broken("a line without end: \(line)") }
    }
  }

  private static func read(
    _ tensor: StoredTensor, _ range: Range<Int>, of file: any TensorFile
  ) throws(TensorFileError) {
    let count = try file.read(tensor, range).count
    guard count == range.count else {
      Promise.broken("\(count) bytes instead of \(range.count) of \(tensor.path)")
    }
  }
}
