internal import NumericsContract

/// The datatype messages of the subset.
///
/// **Reference** HDF5 File Format Specification version 3.0, IV.A.2.d.
enum Datatype {
  /// The bytes that describe elements of `type`; no other description of them is accepted.
  static func encoding(of type: ElementType) -> [UInt8] {
    switch type {
    case .float16: float(bytes: 2, exponentBits: 5, fractionBits: 10, bias: 15)
    case .bfloat16: float(bytes: 2, exponentBits: 8, fractionBits: 7, bias: 127)
    case .float32: float(bytes: 4, exponentBits: 8, fractionBits: 23, bias: 127)
    case .float64: float(bytes: 8, exponentBits: 11, fractionBits: 52, bias: 1_023)
    case .int8: integer(bytes: 1, isSigned: true)
    case .int16: integer(bytes: 2, isSigned: true)
    case .int32: integer(bytes: 4, isSigned: true)
    case .int64: integer(bytes: 8, isSigned: true)
    case .uint8: integer(bytes: 1, isSigned: false)
    case .uint16: integer(bytes: 2, isSigned: false)
    case .uint32: integer(bytes: 4, isSigned: false)
    case .uint64: integer(bytes: 8, isSigned: false)
    case .bool: boolean
    }
  }

  /// All element types with their descriptions.
  static let known: [(type: ElementType, encoding: [UInt8])] = ElementType.allCases.map {
    ($0, encoding(of: $0))
  }

  /// The element type described by `bytes`, if there is one.
  static func elementType(encodedAs bytes: ArraySlice<UInt8>) -> ElementType? {
    known.first { bytes.elementsEqual($0.encoding) }?.type
  }

  /// Class and version, three bytes of flags, size, bit offset 0, precision; then the places of the
  /// exponent and the fraction, and the bias. The byte order is little-endian, the first bit of the
  /// fraction is implied, and the sign is the highest bit.
  private static func float(
    bytes: UInt8, exponentBits: UInt8, fractionBits: UInt8, bias: UInt16
  ) -> [UInt8] {
    let bits = bytes * 8
    return [0x11, 0x20, bits - 1, 0, bytes, 0, 0, 0, 0, 0, bits, 0]
      + [fractionBits, exponentBits, 0, fractionBits]
      + [UInt8(truncatingIfNeeded: bias), UInt8(truncatingIfNeeded: bias >> 8), 0, 0]
  }

  private static func integer(bytes: UInt8, isSigned: Bool) -> [UInt8] {
    [0x10, isSigned ? 0x08 : 0, 0, 0, bytes, 0, 0, 0, 0, 0, bytes * 8, 0]
  }

  /// An enumeration (version 3) over int8 with two members: names, then values.
  private static var boolean: [UInt8] {
    [0x38, 2, 0, 0, 1, 0, 0, 0] + integer(bytes: 1, isSigned: true)
      + Array("FALSE".utf8) + [0] + Array("TRUE".utf8) + [0] + [0, 1]
  }
}
