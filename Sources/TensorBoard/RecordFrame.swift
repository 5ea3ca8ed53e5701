/// What surrounds the data of a record: length, checksum of the length, data, checksum of the data.
///
/// All is little-endian. A checksum is a CRC-32C, rotated and moved by a constant, so that data which hold
/// checksums of their own parts are no special case.
///
/// **Reference** TensorFlow's TFRecord format.
enum RecordFrame {
  /// Bytes of the length.
  static let lengthBytes = 8
  /// Bytes of a checksum.
  static let checksumBytes = 4

  /// A record of some data.
  static func record(_ data: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(data.count))
    return length + checksum(length[...]) + data + checksum(data[...])
  }

  /// Where the data of the record at `start` lie, or nil if there is no whole and undamaged record.
  static func data(of bytes: [UInt8], at start: Int) -> Range<Int>? {
    let left = bytes.count - start
    let overhead = lengthBytes + 2 * checksumBytes
    guard left >= overhead else { return nil }
    let length = bytes[start..<start + lengthBytes]
    let count = length.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard count <= UInt64(left - overhead) else { return nil }
    let first = start + lengthBytes + checksumBytes
    let end = first + Int(count)
    guard bytes[first - checksumBytes..<first].elementsEqual(checksum(length)),
      bytes[end..<end + checksumBytes].elementsEqual(checksum(bytes[first..<end]))
    else { return nil }
    return first..<end
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let code = CyclicRedundancyCode.crc32C(bytes)
    return littleEndian((code >> 15 | code << 17) &+ 0xA282_EAD8)
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    unsafe withUnsafeBytes(of: value.littleEndian) { unsafe Array($0) }
  }
}
