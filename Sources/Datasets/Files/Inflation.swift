import CZlib

/// Unpacking of deflated data, with zlib.
enum Inflation {
  /// One or several gzip members, as in a file.
  case gzip
  /// Deflated data without a header, as in a ZIP archive.
  case raw

  private static let chunk = 1 << 18

  /// Unpacks the bytes `range` of a file.
  ///
  /// Memory grows with what is really there, never with what a header claims.
  ///
  /// **Throws** `malformedFile` when the data is damaged, does not end where the range ends, or unpacks to
  /// more than `limit` bytes. The offset is that of the packed byte.
  func unpack(
    _ bytes: [UInt8], _ range: Range<Int>, atMost limit: Int, file: String
  ) throws(DatasetError) -> [UInt8] {
    var stream = unsafe z_stream()
    let status = unsafe self == .gzip ? czlib_start_gzip(&stream) : czlib_start_raw(&stream)
    precondition(status == Z_OK, "zlib did not start: inflateInit2 returned \(status)")
    defer { unsafe inflateEnd(&stream) }
    var output: [UInt8] = []
    var room = [UInt8](repeating: 0, count: Inflation.chunk)
    var position = range.lowerBound
    while true {
      let (result, read, written) = unsafe Inflation.step(
        &stream, bytes, position..<range.upperBound, &room)
      position += read
      output += room[..<written]
      guard output.count <= limit else {
        throw .malformed(
          file, at: position, expected: "data that unpacks to at most \(limit) bytes",
          found: "more")
      }
      switch result {
      case Z_OK where read > 0 || written > 0: continue
      case Z_STREAM_END where position == range.upperBound: return output
      case Z_STREAM_END where self == .gzip: unsafe inflateReset(&stream)
      case Z_STREAM_END:
        throw .malformed(
          file, at: position, expected: "the end of the deflated data",
          found: "\(range.upperBound - position) more bytes")
      case Z_OK, Z_BUF_ERROR:
        throw .malformed(
          file, at: position, expected: "more deflated data", found: "its end")
      default:
        let reason = unsafe stream.msg.map { unsafe String(cString: $0) }
        throw .malformed(
          file, at: position, expected: "deflated data", found: reason ?? "zlib's error \(result)")
      }
    }
  }

  /// Unpacks as much as fits into `room`; returns zlib's status and the bytes read and written.
  private static func step(
    _ stream: inout z_stream, _ bytes: [UInt8], _ range: Range<Int>, _ room: inout [UInt8]
  ) -> (status: Int32, read: Int, written: Int) {
    unsafe bytes.withUnsafeBufferPointer { source in
      unsafe room.withUnsafeMutableBufferPointer { target in
        let available = min(range.count, 1 << 30)
        // zlib only reads from there, although its interface does not say so.
        unsafe stream.next_in = UnsafeMutablePointer(
          mutating: source.baseAddress.map { unsafe $0 + range.lowerBound })
        unsafe stream.avail_in = UInt32(available)
        unsafe stream.next_out = target.baseAddress
        unsafe stream.avail_out = UInt32(target.count)
        let status = unsafe inflate(&stream, Z_NO_FLUSH)
        return unsafe (
          status, available - Int(stream.avail_in), target.count - Int(stream.avail_out)
        )
      }
    }
  }

  /// The CRC-32 of bytes, as gzip and ZIP define it.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: uLong = 0
    var start = 0
    while start < bytes.count {
      let count = min(bytes.count - start, 1 << 30)
      sum = unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe crc32(sum, buffer.baseAddress.map { unsafe $0 + start }, UInt32(count))
      }
      start += count
    }
    return UInt32(truncatingIfNeeded: sum)
  }
}
