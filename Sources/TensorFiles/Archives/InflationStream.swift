internal import CZlib

/// Unpacks deflated data from first to last, with zlib.
///
/// Memory does not depend on what a header claims.
@safe final class InflationStream {
  /// What surrounds the deflated data.
  enum Container {
    /// Nothing, as in a ZIP archive.
    case raw
    /// One or several gzip members.
    case gzip
  }

  private let source: FileSource
  private let end: Int
  private let container: Container
  // zlib's state points back at it, so it must stay where it is.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8] = []
  /// Place in `input` of the next byte to unpack.
  private var next = 0
  /// Place in the source of the first byte that is not in `input`.
  private var position: Int
  private var isAtEnd = false

  private static let inputByteCount = 1 << 16

  /// Starts at the first byte of `range`.
  init(_ source: FileSource, _ range: Range<Int>, _ container: Container) {
    self.source = source
    self.container = container
    position = range.lowerBound
    end = range.upperBound
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let status = unsafe container == .gzip ? czlib_start_gzip(stream) : czlib_start_raw(stream)
    precondition(status == Z_OK, "zlib did not start: inflateInit2 returned \(status)")
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// The next `count` bytes, fewer only at the end of the data.
  ///
  /// **Throws** `malformed` when the data is damaged or does not end where its range does.
  func read(_ count: Int) throws(TensorFileError) -> [UInt8] {
    var output: [UInt8] = []
    while output.count < count, !isAtEnd {
      if next == input.count {
        input = try source.read(at: position, count: min(Self.inputByteCount, end - position))
        position += input.count
        next = 0
      }
      // Room grows with what is there, not with what is asked for.
      let (status, piece) = unpack(atMost: min(count - output.count, max(1 << 18, output.count)))
      output += piece
      try check(status, isStuck: piece.isEmpty)
    }
    return output
  }

  private var packedOffset: Int { position - input.count + next }

  private func check(_ status: Int32, isStuck: Bool) throws(TensorFileError) {
    switch status {
    case Z_STREAM_END where packedOffset == end: isAtEnd = true
    case Z_STREAM_END where container == .gzip: unsafe inflateReset(stream)
    case Z_STREAM_END:
      throw source.malformed(
        at: packedOffset, expected: "the end of the deflated data",
        found: "\(end - packedOffset) more bytes")
    case Z_OK, Z_BUF_ERROR:
      guard packedOffset < end || !isStuck else {
        throw source.malformed(
          at: packedOffset, expected: "more deflated data", found: "its end")
      }
    default:
      let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      throw source.malformed(
        at: packedOffset, expected: "deflated data", found: reason ?? "zlib's error \(status)")
    }
  }

  private func unpack(atMost count: Int) -> (status: Int32, output: [UInt8]) {
    var status = Z_OK
    let output = unsafe [UInt8](unsafeUninitializedCapacity: count) { room, filled in
      unsafe input.withUnsafeBufferPointer { bytes in
        let available = bytes.count - next
        // zlib only reads from there, although its interface does not say so.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
          mutating: bytes.baseAddress.map { unsafe $0 + next })
        unsafe stream.pointee.avail_in = UInt32(available)
        unsafe stream.pointee.next_out = room.baseAddress
        let size = min(room.count, 1 << 30)
        unsafe stream.pointee.avail_out = UInt32(size)
        status = unsafe inflate(stream, Z_NO_FLUSH)
        next += unsafe available - Int(stream.pointee.avail_in)
        filled = unsafe size - Int(stream.pointee.avail_out)
      }
    }
    return (status, output)
  }
}
