/// The first 48 bytes of a file: superblock version 2.
///
/// **Reference** HDF5 File Format Specification version 3.0, II.A.
struct Superblock {
  static let byteCount = 48
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Where the header of the root group is.
  let rootAddress: Int

  /// Reads and checks the superblock of `source`.
  init(_ source: some ByteSource) throws(CanonicalHDF5Error) {
    guard source.byteCount > 0 else {
      throw CanonicalHDF5Error(
        .emptyFile, at: 0, expected: "an HDF5 file", found: "0 bytes", remedy: .damaged)
    }
    let bytes = try source.read(at: 0, count: min(Self.byteCount, source.byteCount))
    guard bytes.starts(with: Self.signature.prefix(bytes.count)) else {
      throw CanonicalHDF5Error(
        .notHDF5, at: 0, expected: "the HDF5 signature", found: "other bytes", remedy: .foreign)
    }
    guard bytes.count == Self.byteCount else {
      throw CanonicalHDF5Error(
        .truncated, at: bytes.count, expected: "a superblock of \(Self.byteCount) bytes",
        found: "\(bytes.count) bytes", remedy: .damaged)
    }
    var cursor = ByteCursor(bytes[...], base: 0)
    let code = CanonicalHDF5Error.Code.unsupportedSuperblock
    try cursor.expect(Self.signature, "the signature", code: .notHDF5)
    try cursor.expect([2], "the superblock version", code: code)
    // The checksum before the fields, so that damage is not mistaken for another kind of file.
    try MetadataChecksum.check(bytes[...], at: 0, what: "the superblock")
    try cursor.expect([8, 8], "the sizes of offsets and lengths", code: code)
    try cursor.expect([0], "the consistency flags", code: code)
    try cursor.expect([UInt8](repeating: 0, count: 8), "the base address", code: code)
    try cursor.expect([UInt8](repeating: 0xff, count: 8), "no superblock extension", code: code)
    let end = try cursor.length(8, "the end-of-file address")
    guard end <= source.byteCount else {
      throw CanonicalHDF5Error(
        .truncated, at: source.byteCount, expected: "a file of \(end) bytes",
        found: "\(source.byteCount) bytes", remedy: .damaged)
    }
    guard end == source.byteCount else {
      throw CanonicalHDF5Error(
        .trailingBytes, at: end, expected: "the end of the file",
        found: "\(source.byteCount - end) more bytes", remedy: .damaged)
    }
    rootAddress = try cursor.length(8, "the address of the root group")
  }
}
