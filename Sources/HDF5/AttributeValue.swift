/// The value of an attribute of the root group.
public enum AttributeValue: Sendable, Hashable {
  /// A text of fixed length, padded with NUL: of the ASCII character set if it is ASCII, else
  /// UTF-8. The empty text is stored as one NUL, because HDF5 has no strings of length 0.
  case text(String)

  /// A 64-bit integer, stored as two's complement, little-endian.
  case integer(Int64)

  /// A truth value, stored as the 8-bit enumeration `{FALSE = 0, TRUE = 1}` that h5py uses.
  case flag(Bool)

  /// The bytes stored in the file.
  var payload: [UInt8] {
    switch self {
    case .text(let text): text.isEmpty ? [0] : Array(text.utf8)
    case .integer(let value):
      (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) }
    case .flag(let value): [value ? 1 : 0]
    }
  }
}
