import TensorFiles

/// The little-endian bytes of numbers.
func bytes(_ numbers: [Float]) -> [UInt8] { numbers.flatMap { bytes($0.bitPattern) } }

/// The little-endian bytes of an integer.
func bytes(_ integer: some FixedWidthInteger) -> [UInt8] {
  (0..<integer.bitWidth / 8).map { UInt8(truncatingIfNeeded: integer >> (8 * $0)) }
}

extension TensorFile {
  /// All bytes of the tensor of a path, read whole and read in pieces of any length.
  func bytes(of path: String) throws -> [UInt8]? {
    guard let tensor = tensor(path) else { return nil }
    let whole = try read(tensor)
    for size in [1, 3, 8] where whole.count > size {
      let pieces = try stride(from: 0, to: whole.count, by: size).flatMap {
        try read(tensor, $0..<min(whole.count, $0 + size))
      }
      guard pieces == whole else { return nil }
    }
    return whole
  }
}
