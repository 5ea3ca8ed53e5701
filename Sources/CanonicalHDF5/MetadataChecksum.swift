/// The four bytes that end every metadata structure.
enum MetadataChecksum {
  static let byteCount = 4

  /// Throws unless the last four bytes of the structure are the checksum of those before.
  static func check(
    _ structure: ArraySlice<UInt8>, at offset: Int, what: @autoclosure () -> String
  ) throws(CanonicalHDF5Error) {
    guard structure.count >= byteCount else {
      throw CanonicalHDF5Error(
        .truncated, at: offset, expected: "\(what()) with a checksum",
        found: "\(structure.count) bytes", remedy: .damaged)
    }
    let computed = Lookup3.hash(structure.dropLast(byteCount))
    let stored = structure.suffix(byteCount).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard computed == stored else {
      throw CanonicalHDF5Error(
        .checksumMismatch, at: offset + structure.count - byteCount,
        expected: "0x\(String(computed, radix: 16)), the checksum of \(what())",
        found: "0x\(String(stored, radix: 16))", remedy: .damaged)
    }
  }
}
