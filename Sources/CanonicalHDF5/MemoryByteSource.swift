/// A file whose bytes are in memory.
public struct MemoryByteSource: ByteSource, Sendable {
  private let bytes: [UInt8]

  /// Makes a source of `bytes`.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The number of bytes.
  public var byteCount: Int { bytes.count }

  /// Returns `count` bytes, starting at `offset`.
  ///
  /// **Throws** ``CanonicalHDF5Error`` if the range is not inside the source.
  public func read(at offset: Int, count: Int) throws(CanonicalHDF5Error) -> [UInt8] {
    try checkBounds(at: offset, count: count)
    return Array(bytes[offset..<(offset + count)])
  }
}
