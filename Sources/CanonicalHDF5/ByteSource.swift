/// Random access to the bytes of a file that nobody has vouched for yet.
public protocol ByteSource {
  /// The number of bytes, fixed when the source was opened.
  var byteCount: Int { get }

  /// Returns exactly `count` bytes, starting at `offset`.
  ///
  /// **Throws** ``CanonicalHDF5Error`` with the code `outOfBounds` if the range is not inside the
  /// source, and `unreadable` if the bytes cannot be had.
  func read(at offset: Int, count: Int) throws(CanonicalHDF5Error) -> [UInt8]
}

extension ByteSource {
  /// Throws unless `count` bytes at `offset` lie inside the source.
  func checkBounds(at offset: Int, count: Int) throws(CanonicalHDF5Error) {
    guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
      throw CanonicalHDF5Error(
        .outOfBounds, at: offset, expected: "a range inside the \(byteCount) bytes of the file",
        found: "\(count) bytes at offset \(offset)", remedy: .damaged)
    }
  }
}
