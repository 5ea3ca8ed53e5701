/// Reads object headers of version 2 with their continuation blocks.
///
/// **Reference** HDF5 File Format Specification version 3.0, IV.A.1.b.
struct ObjectHeaderReader<Source: ByteSource> {
  private let source: Source
  private var visited: Set<Int> = []
  private var metadataByteCount = Superblock.byteCount
  private var messageCount = 0

  /// What belongs to the structures read so far.
  private(set) var coverage = ByteCoverage()

  /// Most headers fit into one read of this many bytes.
  private let speculativeByteCount = 512

  init(_ source: Source) {
    self.source = source
    visited.insert(0)
    coverage.claim(0..<Superblock.byteCount, owner: .superblock)
  }

  /// Notes the storage of a dataset, which must lie inside the file.
  mutating func claimStorage(
    at offset: Int, byteCount: Int, owner: ByteCoverage.Owner
  ) throws(CanonicalHDF5Error) {
    try source.checkBounds(at: offset, count: byteCount)
    coverage.claim(offset..<(offset + byteCount), owner: owner)
  }

  /// The messages of the header at `address`, continuations resolved and padding removed.
  mutating func messages(
    at address: Int, ofObject path: String
  ) throws(CanonicalHDF5Error) -> [HeaderMessage] {
    let first = try firstChunk(at: address, ofObject: path)
    var messages: [HeaderMessage] = []
    var pending: [(address: Int, byteCount: Int)] = []
    try append(first, to: &messages, pending: &pending)
    // Breadth first, as they are numbered; each block can be visited once only, so this ends.
    var next = 0
    while next < pending.count {
      let chunk = try continuation(
        at: pending[next].address, byteCount: pending[next].byteCount, ofObject: path)
      try append(chunk, to: &messages, pending: &pending)
      next += 1
    }
    return messages
  }

  // MARK: Chunks

  private mutating func firstChunk(
    at address: Int, ofObject path: String
  ) throws(CanonicalHDF5Error) -> ByteCursor {
    try source.checkBounds(at: address, count: 16)
    let ahead = try source.read(
      at: address, count: min(speculativeByteCount, source.byteCount - address))
    var cursor = ByteCursor(ahead[...], base: address)
    try cursor.expect(Array("OHDR".utf8), "the signature of \"\(path)\"", code: .badSignature)
    try cursor.expect([2], "the header version", code: .unsupportedHeader)
    let flags = try cursor.unsigned(1, "header flags")
    // 0x10: phase change values are stored; the low bits: width of the size field (1, 2 or 4). No
    // times (0x20) and no creation order (0x04, 0x08).
    guard flags & 0xfc == 0x10, flags & 3 != 3 else {
      throw CanonicalHDF5Error(
        .unsupportedHeader, at: address + 5, expected: "the header flags 16, 17 or 18",
        found: "\(flags)", remedy: .foreign)
    }
    try cursor.expect([0xff, 0xff, 0, 0], "the phase change values", code: .unsupportedHeader)
    let messageByteCount = try cursor.length(1 << Int(flags & 3), "the header size")
    let prefix = cursor.offset - address
    let total = prefix + messageByteCount + MetadataChecksum.byteCount
    let bytes = try structure(
      at: address, byteCount: total, ahead: ahead, owner: .header(path))
    return ByteCursor(bytes[prefix..<(prefix + messageByteCount)], base: address)
  }

  private mutating func continuation(
    at address: Int, byteCount: Int, ofObject path: String
  ) throws(CanonicalHDF5Error) -> ByteCursor {
    guard byteCount >= 8 else {
      throw CanonicalHDF5Error(
        .malformedMessage, at: address, expected: "a continuation block of at least 8 bytes",
        found: "\(byteCount) bytes", remedy: .damaged)
    }
    let bytes = try structure(
      at: address, byteCount: byteCount, ahead: [], owner: .continuation(path))
    var cursor = ByteCursor(bytes.dropLast(MetadataChecksum.byteCount), base: address)
    try cursor.expect(Array("OCHK".utf8), "the signature of a continuation", code: .badSignature)
    return cursor
  }

  /// Reads a whole structure, charges it to the budget, claims its bytes and checks its checksum.
  private mutating func structure(
    at address: Int, byteCount: Int, ahead: [UInt8], owner: ByteCoverage.Owner
  ) throws(CanonicalHDF5Error) -> ArraySlice<UInt8> {
    try source.checkBounds(at: address, count: byteCount)
    guard visited.insert(address).inserted else {
      throw CanonicalHDF5Error(
        .reachedTwice, at: address, expected: "each structure reached once",
        found: "a second way to it, as \(owner)", remedy: .damaged)
    }
    // No overflow: both are bounded, by the limit and by the size of the file.
    guard byteCount <= ReadingLimits.metadataByteCount - metadataByteCount else {
      throw CanonicalHDF5Error(
        .budgetExceeded, at: address,
        expected: "at most \(ReadingLimits.metadataByteCount) bytes of metadata",
        found: "more, with \(owner)", remedy: .tooLarge)
    }
    metadataByteCount += byteCount
    coverage.claim(address..<(address + byteCount), owner: owner)
    let bytes =
      byteCount <= ahead.count
      ? ahead[..<byteCount] : try source.read(at: address, count: byteCount)[...]
    try MetadataChecksum.check(bytes, at: address, what: owner.description)
    return bytes
  }

  // MARK: Messages

  /// Splits a chunk into messages.
  private mutating func append(
    _ chunk: ByteCursor, to messages: inout [HeaderMessage],
    pending: inout [(address: Int, byteCount: Int)]
  ) throws(CanonicalHDF5Error) {
    var cursor = chunk
    while cursor.remaining >= 4 {
      let offset = cursor.offset
      let type = UInt8(truncatingIfNeeded: try cursor.unsigned(1, "a message type"))
      let byteCount = try cursor.length(2, "a message size")
      let flags = UInt8(truncatingIfNeeded: try cursor.unsigned(1, "message flags"))
      guard let kind = HeaderMessage.Kind(rawValue: type) else {
        throw CanonicalHDF5Error(
          .unexpectedMessage, at: offset, expected: "a message of the subset",
          found: "type 0x\(String(type, radix: 16))", remedy: .foreign)
      }
      let body = try cursor.piece(byteCount, "a message")
      let message = HeaderMessage(kind: kind, flags: flags, offset: offset, body: body)
      switch kind {
      case .null:
        try message.expectBody([UInt8](repeating: 0, count: byteCount), flags: 0)
      case .continuation:
        try message.expectFlags(0)
        var body = body
        let address = try body.length(8, "a continuation address")
        let length = try body.length(8, "a continuation length")
        try body.expectEnd("a continuation message")
        pending.append((address, length))
      default:
        messageCount += 1
        guard messageCount <= ReadingLimits.messageCount else {
          throw CanonicalHDF5Error(
            .budgetExceeded, at: offset, expected: "at most \(ReadingLimits.messageCount) messages",
            found: "one more", remedy: .tooLarge)
        }
        messages.append(message)
      }
    }
    // Fewer bytes than a message needs are a gap, and zero.
    let gap = cursor.remaining
    try cursor.expect([UInt8](repeating: 0, count: gap), "the gap of a header")
  }
}
