import CanonicalHDF5
import HDF5
import NumericsContract
import Testing

/// Files whose checksums are right and whose content is not.
@Suite struct HostileFileTests {
  private typealias Code = CanonicalHDF5Error.Code

  private func sample() throws -> HostileFile { try HostileFile(try SampleFile.small()) }

  /// Where in the header at `header` the body of the dataset's layout message begins.
  private func layout(_ file: HostileFile, _ header: Int) throws -> Int {
    try file.offset(of: [0x08, 18, 0, 1, 3, 1], from: header) + 4
  }

  @Test("HDF-003: repairing the checksums of an unchanged file changes nothing")
  func repairIsExact() throws {
    var file = try sample()
    let before = file.bytes
    #expect(file.code() == nil)
    #expect(file.bytes == before)
  }

  @Test("HDF-011: storage that overlaps other storage or metadata is refused")
  func overlaps() throws {
    var file = try sample()
    let first = try layout(file, file.header(ofLink: "ab"))
    let second = try layout(file, file.header(ofLink: "ac"))
    let address = file.integer(at: first + 2)
    file.write(address, at: second + 2)
    #expect(file.code() == .overlap)
    file.write(address + 23, at: second + 2)
    #expect(file.code() == .overlap)
    for metadata in [0, 47, file.metadata[1].lowerBound] {
      file.write(UInt64(metadata), at: second + 2)
      #expect(file.code() == .overlap)
    }
  }

  @Test("HDF-009: storage outside the file is refused, also where sums overflow")
  func outsideStorage() throws {
    var file = try sample()
    let body = try layout(file, file.header(ofLink: "ab"))
    for address in [UInt64(file.bytes.count) - 23, 1 << 40, UInt64(Int.max), UInt64(Int.max) - 10] {
      file.write(address, at: body + 2)
      #expect(file.code() == .outOfBounds)
    }
    file.write(UInt64.max, at: body + 2)
    #expect(file.code() == .outOfBounds)
    #expect(
      refusal(of: SparseByteSource(bytes: file.bytes, byteCount: .max)) == .trailingBytes)
  }

  @Test("HDF-006: two links of one name are refused")
  func duplicateNames() throws {
    var file = try sample()
    file.write(Array("ab".utf8), at: try file.addressOffset(ofLink: "ac") - 2)
    #expect(file.code() == .duplicateName)
  }

  @Test("HDF-007: two attributes of one name are refused")
  func duplicateAttributes() throws {
    var file = try sample()
    file.write(Array("format".utf8), at: try file.offset(of: Array("draft\0".utf8)))
    // The name took the place of its own NUL, so this is the same name only up to there.
    #expect(file.code() == .malformedMessage)
    file = try HostileFile(
      try SampleFile.compose(
        try Skeleton.build(attributes: [("a", .integer(1)), ("b", .integer(2))], datasets: [])))
    file.write(Array("a\0".utf8), at: try file.offset(of: Array("b\0".utf8) + [0x10]))
    #expect(file.code() == .duplicateName)
  }

  @Test("HDF-012: cycles and second links are refused")
  func cycles() throws {
    let original = try sample()
    for target in ["aa", "bb", "ab"] {
      var file = original
      let address = file.integer(at: try file.addressOffset(ofLink: target))
      file.write(address, at: try file.addressOffset(ofLink: target == "ab" ? "ac" : "ab"))
      #expect(file.code() == .reachedTwice, "to \(target)")
    }
    var file = original
    // To the root group, whose header follows the superblock.
    file.write(48, at: try file.addressOffset(ofLink: "ab"))
    #expect(file.code() == .reachedTwice)
    file.write(0, at: try file.addressOffset(ofLink: "ab"))
    #expect(file.code() == .badSignature)
    file.write(UInt64.max, at: try file.addressOffset(ofLink: "ab"))
    #expect(file.code() == .outOfBounds)
  }

  @Test("HDF-012: a continuation that leads to itself or to the header is refused")
  func continuationLoops() throws {
    let original = try sample()
    let message = try original.offset(of: [0x10, 16, 0, 0])
    for target in [48, original.integer(at: message + 4)] {
      var file = original
      // The block that the message leads to may have a continuation of its own, or the header.
      file.write(target, at: message + 4)
      if target != 48 {
        let last = try original.offset(of: [0x10, 16, 0, 0], from: Int(target))
        file.write(target, at: last + 4)
      }
      #expect(file.code() == .reachedTwice)
    }
    var file = original
    file.write(7, at: message + 12)
    #expect(file.code() == .malformedMessage)
    file.write(UInt64.max, at: message + 12)
    #expect(file.code() == .outOfBounds)
  }

  @Test("HDF-006, HDF-016: soft, external and user-defined links are refused")
  func otherLinks() throws {
    for type: UInt8 in [0, 1, 64, 65, 255] {
      var file = try sample()
      file.write([0x18, type], at: try file.addressOffset(ofLink: "ab") - 5)
      #expect(file.code() == .unsupportedLink)
    }
  }

  @Test(
    "HDF-006: names that a path cannot hold are refused",
    arguments: [
      [0x2e, 0x2e], [0x2f, 0x61], [0x61, 0x2f], [0x61, 0], [0xff, 0xfe], [0xc0, 0x80],
    ])
  func invalidNames(name: [UInt8]) throws {
    var file = try sample()
    file.write(name, at: try file.addressOffset(ofLink: "ab") - 2)
    #expect(file.code() == .invalidName)
  }

  @Test("HDF-009: shapes that disagree with the storage, or overflow, are refused")
  func shapes() throws {
    let original = try sample()
    let header = try original.header(ofLink: "ab")
    let extents = try original.offset(of: [2, 2, 1, 1], from: header) + 4
    func code(_ rows: UInt64, _ columns: UInt64, maxima: Bool = true) -> CanonicalHDF5Error.Code? {
      var file = original
      for (index, value) in [rows, columns].enumerated() {
        file.write(value, at: extents + index * 8)
        if maxima { file.write(value, at: extents + 16 + index * 8) }
      }
      return file.code()
    }
    #expect(code(3, 2) == nil)
    #expect(code(2, 3) == nil)
    #expect(code(3, 3) == .sizeMismatch)
    #expect(code(1 << 32, 1 << 32) == .invalidShape)
    #expect(code(UInt64(Int.max), 1) == .invalidShape)
    #expect(code(.max, 1) == .invalidShape)
    #expect(code(1 << 60, 1) == .sizeMismatch)
    #expect(code(0, UInt64(Int.max)) == .invalidShape)
    #expect(code(2, 3, maxima: false) == .malformedMessage)
    var file = original
    file.write([33], at: extents - 3)
    #expect(file.code() == .invalidShape)
    file.write([0], at: extents - 3)
    #expect(file.code() == .malformedMessage)
  }

  @Test("HDF-005: unknown, misplaced, repeated and missing messages are refused")
  func messages() throws {
    let original = try sample()
    let header = try original.header(ofLink: "ab")
    let padding = try original.offset(of: [0x08, 18, 0, 1, 3, 1], from: header) + 22
    try #require(original.bytes[padding] == 0)
    for kind: UInt8 in [0x07, 0x0b, 0x0f, 0x12, 0x16, 0x18, 0xff, 0x01, 0x06, 0x0c] {
      var file = original
      file.write([kind], at: padding)
      #expect(file.code() == .unexpectedMessage, "kind \(kind)")
    }
    var file = original
    file.write([1], at: padding + 9)
    #expect(file.code() == .malformedMessage)
    file = original
    file.write([0xff, 0xff], at: padding + 1)
    #expect(file.code() == .malformedMessage)
    file = original
    // The layout message becomes padding, and its bytes too.
    file.write([0, 18, 0, 0] + [UInt8](repeating: 0, count: 18), at: padding - 22)
    #expect(file.code() == .missingMessage)
  }

  @Test("HDF-004, HDF-016: headers with times, creation order or other phase changes are refused")
  func headers() throws {
    let header = try sample().header(ofLink: "ab")
    for flags: UInt8 in [0x00, 0x13, 0x15, 0x19, 0x31, 0x51, 0x91] {
      var file = try sample()
      file.write([flags], at: header + 5)
      #expect(file.code() == .unsupportedHeader)
    }
    var file = try sample()
    file.write([8], at: header + 6)
    #expect(file.code() == .unsupportedHeader)
    file = try sample()
    file.write([1], at: header + 4)
    #expect(file.code() == .unsupportedHeader)
    file = try sample()
    file.write(Array("OHDX".utf8), at: header)
    #expect(file.code() == .badSignature)
  }

  @Test("HDF-008, HDF-016: other types, layouts and fill values are refused")
  func datasets() throws {
    let original = try sample()
    let header = try original.header(ofLink: "ab")
    let type = try original.offset(of: [0x11, 0x20, 0x1f], from: header)
    var file = original
    file.write([0x11, 0x21], at: type)
    #expect(file.code() == .unsupportedType)
    file = original
    file.write([2], at: try layout(file, header) + 1)
    #expect(file.code() == .malformedMessage)
    file = original
    file.write([0x0b], at: try original.offset(of: [0x05, 2, 0, 1, 3, 5], from: header) + 5)
    #expect(file.code() == .malformedMessage)
    file = original
    // Storage for a tensor that has no elements.
    let empty = try file.offset(of: [0x08, 18, 0, 0, 3, 1], from: file.header(ofLink: "cc"))
    file.write(64, at: empty + 6)
    #expect(file.code() == .sizeMismatch)
  }

  @Test("HDF-001, HDF-016: other superblocks are refused")
  func superblocks() throws {
    let cases: [(Int, [UInt8], Code)] = [
      (0, [0x88], .notHDF5), (8, [0], .unsupportedSuperblock), (8, [3], .unsupportedSuperblock),
      (9, [4], .unsupportedSuperblock), (11, [1], .unsupportedSuperblock),
      (12, [1], .unsupportedSuperblock), (20, [0], .unsupportedSuperblock),
      (28, [0, 0], .trailingBytes), (35, [0x10], .truncated), (36, [47], .badSignature),
      (43, [0xff], .outOfBounds),
    ]
    for (offset, bytes, code) in cases {
      var file = try sample()
      file.write(bytes, at: offset)
      #expect(file.code() == code, "at byte \(offset)")
    }
  }

  @Test("HDF-010: a large tensor off its alignment is refused")
  func misaligned() throws {
    var file = try HostileFile(
      try SampleFile.compose(
        try Skeleton.build(
          attributes: [], datasets: [DatasetPlan(path: "/tt", type: .uint8, shape: [65_536])])))
    let body = try layout(file, file.header(ofLink: "tt"))
    file.write(file.integer(at: body + 2) + 8, at: body + 2)
    #expect(file.code() == .misaligned)
  }
}
