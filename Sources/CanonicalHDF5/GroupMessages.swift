/// The messages of a group: link info and group info, links, and in the root group attributes.
struct GroupMessages {
  /// A hard link.
  struct Link {
    let name: String
    let address: Int
  }

  private(set) var links: [Link] = []
  private(set) var attributes: [CanonicalFile.Attribute] = []

  /// Reads the messages of the group whose header is at `address`, in any order.
  init(_ messages: [HeaderMessage], isRoot: Bool, at address: Int) throws(CanonicalHDF5Error) {
    let undefined = [UInt8](repeating: 0xff, count: 16)
    var names: Set<[UInt8]> = []
    var attributeNames: Set<[UInt8]> = []
    var hasLinkInfo = false
    var hasGroupInfo = false
    var hasAttributeInfo = false
    for message in messages {
      switch message.kind {
      case .linkInfo where !hasLinkInfo:
        hasLinkInfo = true
        // No creation order, no heap, no index: all links are in the header.
        try message.expectBody([0, 0] + undefined, flags: 0)
      case .groupInfo where !hasGroupInfo:
        hasGroupInfo = true
        try message.expectBody([0, 1, 0xff, 0xff, 0, 0], flags: 1)
      case .attributeInfo where isRoot && !hasAttributeInfo:
        hasAttributeInfo = true
        try message.expectBody([0, 0] + undefined, flags: 4)
      case .attribute where isRoot:
        guard attributes.count < ReadingLimits.attributeCount else {
          throw CanonicalHDF5Error(
            .budgetExceeded, at: message.offset,
            expected: "at most \(ReadingLimits.attributeCount) attributes", found: "more",
            remedy: .tooLarge)
        }
        let attribute = try AttributeMessage.read(message)
        try Self.insert(attribute.name, into: &attributeNames, message)
        attributes.append(attribute)
      case .link:
        let link = try Self.link(message)
        try Self.insert(link.name, into: &names, message)
        links.append(link)
      default:
        throw message.unexpected(in: isRoot ? "the root group" : "a group")
      }
    }
    guard hasLinkInfo, hasGroupInfo, hasAttributeInfo == !attributes.isEmpty else {
      throw CanonicalHDF5Error(
        .missingMessage, at: address,
        expected: "link info and group info in a group, attribute info if it has attributes",
        found: "one of them missing", remedy: .damaged)
    }
  }

  private static func insert(
    _ name: String, into names: inout Set<[UInt8]>, _ message: HeaderMessage
  ) throws(CanonicalHDF5Error) {
    // As bytes: Swift would also equate canonically equivalent spellings.
    guard names.insert(Array(name.utf8)).inserted else {
      throw CanonicalHDF5Error(
        .duplicateName, at: message.offset, expected: "one object of each name",
        found: "a second \"\(name)\"", remedy: .damaged)
    }
  }

  /// **Reference** HDF5 File Format Specification version 3.0, IV.A.2.g.
  private static func link(_ message: HeaderMessage) throws(CanonicalHDF5Error) -> Link {
    try message.expectFlags(0)
    var cursor = message.body
    try cursor.expect([1], "the link version")
    let flagsOffset = cursor.offset
    let flags = try cursor.unsigned(1, "link flags")
    // 0x08: a link type is stored, which hard links do not need.
    guard flags & 0x08 == 0 else {
      throw CanonicalHDF5Error(
        .unsupportedLink, at: flagsOffset, expected: "a hard link",
        found: "a soft, external or user-defined link", remedy: .foreign)
    }
    // 0x10: the character set is stored. The low bits: width of the name's length, 1 or 2 bytes.
    guard flags & 0xfe == 0x10 else {
      throw CanonicalHDF5Error(
        .malformedMessage, at: flagsOffset, expected: "the link flags 16 or 17",
        found: "\(flags)", remedy: .foreign)
    }
    try cursor.expect([1], "the character set UTF-8")
    let length = try cursor.length(1 << Int(flags & 1), "the length of a link name")
    let name = try LinkName.read(&cursor, byteCount: length, isLink: true)
    let address = try cursor.length(8, "an object address")
    try cursor.expectEnd("the link")
    return Link(name: name, address: address)
  }
}
