/// Integers as little-endian bytes, whatever the machine.
public enum LittleEndian {
  /// The bytes of an integer, least significant first.
  public static func bytes<Value: FixedWidthInteger>(of value: Value) -> [UInt8] {
    (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// The 64-bit integer of eight bytes, least significant first.
  ///
  /// - Precondition: exactly eight bytes.
  public static func uint64(_ bytes: [UInt8]) -> UInt64 {
    precondition(bytes.count == 8, "\(bytes.count) bytes for a 64-bit integer")
    return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
