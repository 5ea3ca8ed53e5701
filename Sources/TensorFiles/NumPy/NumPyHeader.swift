package import NumericsContract

/// The dictionary at the start of a .npy file: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
package struct NumPyHeader: Sendable {
  let type: NumPyType
  let isColumnMajor: Bool
  let shape: [Int]

  /// Reads the dictionary, which starts at the byte `offset` of a source.
  init(
    _ text: ArraySlice<UInt8>, of source: FileSource, at offset: Int
  ) throws(TensorFileError) {
    var scanner = Scanner(text, source, offset)
    var type: NumPyType?
    var isColumnMajor: Bool?
    var shape: [Int]?
    try scanner.expect("{")
    while !scanner.skip("}") {
      let key = try scanner.quotedText()
      try scanner.expect(":")
      switch key {
      case "descr" where type == nil: type = try scanner.elementType()
      case "fortran_order" where isColumnMajor == nil: isColumnMajor = try scanner.truthValue()
      case "shape" where shape == nil: shape = try scanner.tuple()
      default:
        throw scanner.failure(
          "the keys 'descr', 'fortran_order' and 'shape', each once", "'\(key)'")
      }
      if !scanner.skip(",") {
        try scanner.expect("}")
        break
      }
    }
    guard scanner.isAtEnd, let type, let isColumnMajor, let shape else {
      throw scanner.failure("the three keys of a header and nothing else", "something else")
    }
    self.type = type
    self.isColumnMajor = isColumnMajor
    self.shape = shape
  }

  static let mark: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Mark, version, length and dictionary: as many bytes as make the elements start at a multiple of
  /// 64.
  ///
  /// - Precondition: a type that NumPy has, at most 64 axes.
  package static func bytes(type: ElementType, shape: [Int]) -> [UInt8] {
    guard let description = NumPyType.description(of: type) else {
      preconditionFailure("NumPy has no type \(type.rawValue); convert to float32 first")
    }
    let lengths = shape.map { "\($0)" }.joined(separator: ", ")
    let tuple = shape.count == 1 ? "(\(lengths),)" : "(\(lengths))"
    let text = "{'descr': '\(description)', 'fortran_order': False, 'shape': \(tuple), }"
    let prefix = mark.count + 4
    let whole = (prefix + text.utf8.count + 1 + 63) / 64 * 64
    let length = whole - prefix
    precondition(length <= UInt16.max, "a shape of \(shape.count) axes")
    return mark + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
      + [UInt8](repeating: UInt8(ascii: " "), count: length - text.utf8.count - 1)
      + [UInt8(ascii: "\n")]
  }
}

/// Reads the few forms of Python's literals that NumPy writes.
private struct Scanner {
  private var rest: ArraySlice<UInt8>
  private let source: FileSource
  /// Place in the source of the byte that has the index 0.
  private let origin: Int

  init(_ text: ArraySlice<UInt8>, _ source: FileSource, _ offset: Int) {
    rest = text
    self.source = source
    origin = offset - text.startIndex
  }

  func failure(_ expected: String, _ found: String? = nil) -> TensorFileError {
    source.malformed(
      at: origin + rest.startIndex, expected: expected, found: found ?? "'\(next(20))'")
  }

  private func next(_ count: Int) -> String {
    String(decoding: rest.prefix(count), as: UTF8.self)
  }

  private mutating func skipSpaces() {
    rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
  }

  var isAtEnd: Bool { rest.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") } }

  mutating func skip(_ mark: String) -> Bool {
    skipSpaces()
    guard rest.starts(with: mark.utf8) else { return false }
    rest = rest.dropFirst(mark.utf8.count)
    return true
  }

  mutating func expect(_ mark: String) throws(TensorFileError) {
    guard skip(mark) else { throw failure("'\(mark)'") }
  }

  mutating func quotedText() throws(TensorFileError) -> String {
    skipSpaces()
    guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
      let end = rest.dropFirst().firstIndex(of: quote)
    else { throw failure("a text in quotation marks") }
    defer { rest = rest[(end + 1)...] }
    return String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
  }

  mutating func truthValue() throws(TensorFileError) -> Bool {
    if skip("True") { return true }
    try expect("False")
    return false
  }

  mutating func tuple() throws(TensorFileError) -> [Int] {
    var lengths: [Int] = []
    try expect("(")
    while !skip(")") {
      skipSpaces()
      let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      guard let length = Int(String(decoding: digits, as: UTF8.self)),
        lengths.count < TensorShape.rankLimit
      else {
        throw failure("at most \(TensorShape.rankLimit) lengths below 2^63")
      }
      rest = rest[digits.endIndex...]
      lengths.append(length)
      if !skip(",") {
        try expect(")")
        break
      }
    }
    return lengths
  }

  mutating func elementType() throws(TensorFileError) -> NumPyType {
    let start = self
    let text = (try? quotedText()) ?? ""
    if text == "|O" {
      throw source.error(
        .unsafe, at: origin + start.rest.startIndex, expected: "an array of numbers",
        found: "Python objects, whose bytes ask for code to be run; nothing was run",
        remedy: "Save arrays of numbers, with allow_pickle=False.")
    }
    guard let type = NumPyType(text) else {
      throw start.failure(
        "a type of numbers, '<' or '>' or for single bytes '|' and one of f2, f4, f8, i1, i2, i4, "
          + "i8, u1, u2, u4, u8, b1, or c8, c16, S, U, V, M8, m8")
    }
    return type
  }
}
