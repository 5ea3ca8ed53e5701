/// Files that gzip packed.
package enum GzipFile {
  /// What the first bytes are.
  package static let mark: [UInt8] = [0x1F, 0x8B]

  /// Unpacks the bytes of a file, which errors call `name`.
  ///
  /// **Throws** `malformed` when the data is damaged, `tooLarge` when it unpacks to more than `limit`
  /// bytes.
  package static func unpack(
    _ bytes: [UInt8], name: String, atMost limit: Int
  ) throws(TensorFileError) -> [UInt8] {
    let source = FileSource(bytes: bytes, name: name)
    let stream = InflationStream(source, bytes.indices, .gzip)
    let unpacked = try stream.read(limit)
    guard try stream.read(1).isEmpty else {
      throw source.error(
        .tooLarge, expected: "data that unpacks to at most \(limit) bytes", found: "more",
        remedy: "Split the file.")
    }
    return unpacked
  }
}
