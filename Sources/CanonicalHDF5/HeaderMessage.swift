/// One message of an object header.
struct HeaderMessage {
  /// The kinds of messages that occur in the subset.
  enum Kind: UInt8 {
    case null = 0x00
    case dataspace = 0x01
    case linkInfo = 0x02
    case datatype = 0x03
    case fillValue = 0x05
    case link = 0x06
    case layout = 0x08
    case groupInfo = 0x0a
    case attribute = 0x0c
    case continuation = 0x10
    case attributeInfo = 0x15
  }

  let kind: Kind
  let flags: UInt8
  /// Where the message (its type byte) is in the file.
  let offset: Int
  /// The body.
  let body: ByteCursor

  /// Throws unless the flags are `expected`.
  func expectFlags(_ expected: UInt8) throws(CanonicalHDF5Error) {
    guard flags == expected else {
      throw CanonicalHDF5Error(
        .malformedMessage, at: offset + 3, expected: "the flags \(expected) of \(kind)",
        found: "\(flags)", remedy: .damaged)
    }
  }

  /// Throws unless the flags are `flags` and the whole body is `expected`.
  func expectBody(_ expected: [UInt8], flags: UInt8) throws(CanonicalHDF5Error) {
    try expectFlags(flags)
    var cursor = body
    try cursor.expect(expected, "\(kind)")
    try cursor.expectEnd("\(kind)")
  }

  /// Throws that this message may not be here.
  func unexpected(in what: String) -> CanonicalHDF5Error {
    CanonicalHDF5Error(
      .unexpectedMessage, at: offset, expected: "no \(kind) message in \(what)",
      found: "one more than the subset allows", remedy: .foreign)
  }
}
