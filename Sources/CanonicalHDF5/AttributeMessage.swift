internal import NumericsContract

/// An attribute message, version 3, with a scalar value.
///
/// **Reference** HDF5 File Format Specification version 3.0, IV.A.2.m.
enum AttributeMessage {
  /// Reads the attribute in `message`.
  static func read(
    _ message: HeaderMessage
  ) throws(CanonicalHDF5Error) -> CanonicalFile.Attribute {
    try message.expectFlags(0)
    var cursor = message.body
    try cursor.expect([3, 0], "the attribute version and flags")
    let nameByteCount = try cursor.length(2, "the length of an attribute name")
    let typeByteCount = try cursor.length(2, "the size of a datatype")
    try cursor.expect([4, 0], "the size of a scalar dataspace")
    try cursor.expect([1], "the character set UTF-8")
    guard nameByteCount > 0 else {
      throw CanonicalHDF5Error(
        .invalidName, at: cursor.offset, expected: "a name and its NUL", found: "0 bytes",
        remedy: .damaged)
    }
    let name = try LinkName.read(&cursor, byteCount: nameByteCount - 1, isLink: false)
    try cursor.expect([0], "the NUL after a name")
    let type = try cursor.take(typeByteCount, "a datatype")
    try cursor.expect([2, 0, 0, 0], "a scalar dataspace")
    let value = try value(&cursor, type: type, message)
    try cursor.expectEnd("the attribute")
    return CanonicalFile.Attribute(name: name, value: value)
  }

  private static func value(
    _ cursor: inout ByteCursor, type: ArraySlice<UInt8>, _ message: HeaderMessage
  ) throws(CanonicalHDF5Error) -> CanonicalFile.AttributeValue {
    switch Datatype.elementType(encodedAs: type) {
    case .int64:
      return .integer(Int64(bitPattern: try cursor.unsigned(8, "an integer")))
    case .bool:
      let offset = cursor.offset
      let value = try cursor.unsigned(1, "a truth value")
      guard value <= 1 else {
        throw CanonicalHDF5Error(
          .malformedMessage, at: offset, expected: "0 or 1", found: "\(value)", remedy: .damaged)
      }
      return .flag(value == 1)
    default:
      return .text(try text(&cursor, type: type, message))
    }
  }

  /// A string type is 8 bytes: class 3, padding NUL with the character set above it, the size.
  private static func text(
    _ cursor: inout ByteCursor, type: ArraySlice<UInt8>, _ message: HeaderMessage
  ) throws(CanonicalHDF5Error) -> String {
    let offset = cursor.offset
    guard type.count == 8,
      type.starts(with: [0x13, 0x01, 0, 0]) || type.starts(with: [0x13, 0x11, 0, 0])
    else {
      throw CanonicalHDF5Error(
        .unsupportedType, at: message.offset,
        expected: "a text, a 64-bit integer or a truth value",
        found: "another datatype, described by \(type.count) bytes", remedy: .foreign)
    }
    let isUTF8 = type[type.startIndex + 1] == 0x11
    var size = ByteCursor(type.dropFirst(4), base: offset)
    let byteCount = try size.length(4, "the size of a text")
    let bytes = try cursor.take(byteCount, "a text")
    // HDF5 has no empty strings: one NUL stands for "".
    if !isUTF8, bytes.elementsEqual([0]) { return "" }
    // The character set is a function of the text, so that a text has one encoding only.
    guard !bytes.isEmpty, bytes.count <= ReadingLimits.attributeTextByteCount, !bytes.contains(0),
      bytes.contains(where: { $0 >= 0x80 }) == isUTF8,
      let text = String(validating: bytes, as: UTF8.self)
    else {
      throw CanonicalHDF5Error(
        .malformedMessage, at: offset,
        expected: "1 to \(ReadingLimits.attributeTextByteCount) bytes of "
          + (isUTF8 ? "UTF-8 beyond ASCII" : "ASCII") + " without NUL",
        found: "\(bytes.count) other bytes", remedy: .damaged)
    }
    return text
  }
}
