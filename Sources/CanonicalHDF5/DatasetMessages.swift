internal import NumericsContract

/// The four messages of a dataset: dataspace, datatype, fill value, layout.
enum DatasetMessages {
  private static let kinds: [HeaderMessage.Kind] = [.dataspace, .datatype, .fillValue, .layout]

  /// Reads the dataset at `path`, whose header is at `address`; the storage has the right size,
  /// but nobody has looked yet whether it lies inside the file.
  static func read(
    _ messages: [HeaderMessage], path: String, at address: Int
  ) throws(CanonicalHDF5Error) -> CanonicalFile.Dataset {
    for (index, message) in messages.enumerated() {
      guard index < kinds.count, message.kind == kinds[index] else {
        throw message.unexpected(in: "dataset \"\(path)\"")
      }
    }
    guard messages.count == kinds.count else {
      throw CanonicalHDF5Error(
        .missingMessage, at: address, expected: "a \(kinds[messages.count]) message in \"\(path)\"",
        found: "the end of the header", remedy: .damaged)
    }
    let shape = try shape(messages[0])
    let type = try elementType(messages[1])
    // Version 3: allocated early, never filled, no value.
    try messages[2].expectBody([3, 5], flags: 1)
    let expected = try byteCount(of: shape, type, messages[0])
    let storage = try storage(messages[3], byteCount: expected)
    return CanonicalFile.Dataset(
      path: path, type: type, shape: shape, offset: storage, byteCount: expected)
  }

  /// The extents; the stored maxima must be equal to them.
  private static func shape(_ message: HeaderMessage) throws(CanonicalHDF5Error) -> [Int] {
    try message.expectFlags(0)
    var cursor = message.body
    try cursor.expect([2], "the dataspace version")
    let rank = try cursor.length(1, "a rank")
    guard rank <= ReadingLimits.rank else {
      throw CanonicalHDF5Error(
        .invalidShape, at: message.offset, expected: "a rank of at most \(ReadingLimits.rank)",
        found: "\(rank)", remedy: .damaged)
    }
    // A scalar has neither extents nor maxima; everything else is "simple" and has both.
    try cursor.expect(rank == 0 ? [0, 0] : [1, 1], "the kind of dataspace")
    let extents = try cursor.piece(rank * 8, "extents")
    let maxima = try cursor.piece(rank * 8, "maximum extents")
    try cursor.expectEnd("the dataspace")
    let shape = try integers(extents, count: rank)
    let limits = try integers(maxima, count: rank)
    guard shape == limits else {
      throw CanonicalHDF5Error(
        .malformedMessage, at: message.offset, expected: "maximum extents equal to \(shape)",
        found: "\(limits)", remedy: .foreign)
    }
    return shape
  }

  private static func integers(
    _ cursor: ByteCursor, count: Int
  ) throws(CanonicalHDF5Error) -> [Int] {
    var cursor = cursor
    var values: [Int] = []
    for _ in 0..<count {
      let start = cursor.offset
      let value = try cursor.unsigned(8, "an extent")
      guard let extent = Int(exactly: value) else {
        throw CanonicalHDF5Error(
          .invalidShape, at: start, expected: "an extent below 2^63", found: "\(value)",
          remedy: .damaged)
      }
      values.append(extent)
    }
    return values
  }

  private static func elementType(
    _ message: HeaderMessage
  ) throws(CanonicalHDF5Error) -> ElementType {
    try message.expectFlags(1)
    var cursor = message.body
    let bytes = try cursor.take(cursor.remaining, "a datatype")
    guard let type = Datatype.elementType(encodedAs: bytes) else {
      throw CanonicalHDF5Error(
        .unsupportedType, at: message.offset,
        expected: "one of " + ElementType.allCases.map(\.rawValue).joined(separator: ", "),
        found: "another datatype, described by \(bytes.count) bytes", remedy: .foreign)
    }
    return type
  }

  private static func byteCount(
    of shape: [Int], _ type: ElementType, _ message: HeaderMessage
  ) throws(CanonicalHDF5Error) -> Int {
    // The product of the extents that are not zero: what a zero hides must be in range as well.
    var product = type.byteCount
    for extent in shape where extent != 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw CanonicalHDF5Error(
          .invalidShape, at: message.offset, expected: "fewer than 2^63 bytes",
          found: "the shape \(shape) of \(type.rawValue)", remedy: .damaged)
      }
      product = next
    }
    return shape.contains(0) ? 0 : product
  }

  /// The address of the storage, which must have `byteCount` bytes.
  private static func storage(
    _ message: HeaderMessage, byteCount: Int
  ) throws(CanonicalHDF5Error) -> Int {
    var cursor = message.body
    // Version 3, class 1: contiguous.
    try cursor.expect([3, 1], "the layout version and class")
    guard byteCount > 0 else {
      // No elements, no storage: the address is undefined and the size 0.
      try message.expectFlags(0)
      try cursor.expect(
        [UInt8](repeating: 0xff, count: 8) + [UInt8](repeating: 0, count: 8), "no storage",
        code: .sizeMismatch)
      try cursor.expectEnd("the layout")
      return 0
    }
    try message.expectFlags(1)
    let offset = try cursor.length(8, "a storage address")
    let size = try cursor.length(8, "a storage size")
    try cursor.expectEnd("the layout")
    guard size == byteCount else {
      throw CanonicalHDF5Error(
        .sizeMismatch, at: message.offset, expected: "storage of \(byteCount) bytes",
        found: "\(size) bytes", remedy: .damaged)
    }
    guard
      byteCount < ReadingLimits.alignmentThreshold
        || offset.isMultiple(of: ReadingLimits.alignment)
    else {
      throw CanonicalHDF5Error(
        .misaligned, at: message.offset,
        expected: "storage at a multiple of \(ReadingLimits.alignment)", found: "\(offset)",
        remedy: .foreign)
    }
    return offset
  }
}
