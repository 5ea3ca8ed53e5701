/// Mutants of safetensors and npy: the text of the header changes, and its length says so.
enum HeaderMutation {
  static func mutant(of bytes: [UInt8], _ mutation: inout Mutation) -> [UInt8] {
    guard !mutation.isOneIn(4), let header = header(of: bytes) else {
      return mutation.isOneIn(2) ? mutation.window(of: bytes) : mutation.anywhere(in: bytes)
    }
    guard !mutation.isOneIn(3) else { return mutation.window(of: bytes, in: header.text) }
    let lengthLimit = 1 << min(8 * header.length.count, 32) - 1
    let room = mutation.byteLimit - (bytes.count - header.text.count)
    let text = mutation.anywhere(
      in: Array(bytes[header.text]), atMost: max(1, min(room, lengthLimit)))
    let length = (0..<header.length.count).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return Array(bytes[..<header.length.lowerBound]) + length + text
      + Array(bytes[header.text.upperBound...])
  }

  /// Where the length of the header is, and where its text; nil if the bytes have none.
  private static func header(of bytes: [UInt8]) -> (length: Range<Int>, text: Range<Int>)? {
    let length: Range<Int>
    if bytes.starts(with: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]), bytes.count > 12 {
      length = bytes[6] == 1 ? 8..<10 : 8..<12
    } else {
      length = 0..<8
    }
    guard length.upperBound < bytes.count else { return nil }
    let count = bytes[length].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard count <= UInt64(bytes.count - length.upperBound) else { return nil }
    return (length, length.upperBound..<length.upperBound + Int(count))
  }
}
