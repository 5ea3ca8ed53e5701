import NumericsContract

/// The dictionary at the start of a .npy file: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct NumPyHeader {
  let type: ElementType
  let isBigEndian: Bool
  let isColumnMajor: Bool
  let shape: [Int]

  /// Reads the dictionary, which starts at the byte `offset` of a file.
  init(_ text: ArraySlice<UInt8>, of file: FileBytes, at offset: Int) throws(DatasetError) {
    var scanner = Scanner(text: text, file: file)
    var description: (type: ElementType, isBigEndian: Bool)?
    var isColumnMajor: Bool?
    var shape: [Int]?
    try scanner.expect("{")
    while !scanner.skip("}") {
      let key = try scanner.quotedText()
      try scanner.expect(":")
      switch key {
      case "descr" where description == nil: description = try scanner.elementType()
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
    guard scanner.isAtEnd, let description, let isColumnMajor, let shape else {
      throw scanner.failure("the three keys of a header and nothing else", "something else")
    }
    (type, isBigEndian) = description
    self.isColumnMajor = isColumnMajor
    self.shape = shape
  }
}

/// Reads the few forms of Python's literals that NumPy writes.
private struct Scanner {
  private var rest: ArraySlice<UInt8>
  private let file: FileBytes

  init(text: ArraySlice<UInt8>, file: FileBytes) {
    rest = text
    self.file = file
  }

  func failure(_ expected: String, _ found: String? = nil) -> DatasetError {
    let next = "'\(String(decoding: rest.prefix(20), as: UTF8.self))'"
    return file.malformed(at: rest.startIndex, expected: expected, found: found ?? next)
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

  mutating func expect(_ mark: String) throws(DatasetError) {
    guard skip(mark) else { throw failure("'\(mark)'") }
  }

  mutating func quotedText() throws(DatasetError) -> String {
    skipSpaces()
    guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
      let end = rest.dropFirst().firstIndex(of: quote)
    else { throw failure("a text in quotation marks") }
    defer { rest = rest[(end + 1)...] }
    return String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
  }

  mutating func truthValue() throws(DatasetError) -> Bool {
    if skip("True") { return true }
    try expect("False")
    return false
  }

  mutating func tuple() throws(DatasetError) -> [Int] {
    var lengths: [Int] = []
    try expect("(")
    while !skip(")") {
      skipSpaces()
      let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      guard let length = Int(String(decoding: digits, as: UTF8.self)) else {
        throw failure("a length below 2^63")
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

  mutating func elementType() throws(DatasetError) -> (type: ElementType, isBigEndian: Bool) {
    let start = self
    let text = (try? quotedText()) ?? ""
    guard let order = text.first, let type = Scanner.types[String(text.dropFirst())],
      order == "<" || order == ">" || (order == "|" && type.byteCount == 1)
    else {
      throw start.failure(
        "a type of numbers, '<' or '>' or for single bytes '|' and one of f2, f4, f8, i1, i2, i4, "
          + "i8, u1, u2, u4, u8, b1")
    }
    return (type, order == ">")
  }

  private static let types: [String: ElementType] = [
    "f2": .float16, "f4": .float32, "f8": .float64, "i1": .int8, "i2": .int16, "i4": .int32,
    "i8": .int64, "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "b1": .bool,
  ]
}
