/// Reads JSON strictly: RFC 8259 without extensions, each name once, finite numbers only.
///
/// Total: any bytes give a value or an error.
public struct JSONParser: Sendable {
  /// What a text may ask of the reader.
  public struct Limits: Sendable {
    /// Bytes of text.
    public var byteCount: Int
    /// Arrays and objects inside each other.
    public var depth: Int

    /// Creates limits: 64 MiB and a depth of 128 unless said otherwise.
    public init(byteCount: Int = 64 << 20, depth: Int = 128) {
      self.byteCount = byteCount
      self.depth = depth
    }
  }

  /// The value of a text.
  ///
  /// - Throws: `JSONSyntaxError` with line and column.
  public static func parse(
    _ text: String, limits: Limits = Limits()
  ) throws(JSONSyntaxError) -> JSONValue {
    try parse(Array(text.utf8), limits: limits)
  }

  /// The value of a text in UTF-8.
  ///
  /// **Numerics** A number becomes the nearest binary64, ties to even; one that would round to an
  /// infinity is refused, `-0` becomes −0.
  ///
  /// - Throws: `JSONSyntaxError` with line and column.
  public static func parse(
    _ bytes: [UInt8], limits: Limits = Limits()
  ) throws(JSONSyntaxError) -> JSONValue {
    guard bytes.count <= limits.byteCount else {
      throw JSONSyntaxError(
        code: .tooLong, line: 1, column: 1, expected: "at most \(limits.byteCount) bytes",
        found: "\(bytes.count)")
    }
    var parser = JSONParser(bytes: bytes, depthLimit: limits.depth)
    guard String(validating: bytes, as: UTF8.self) != nil else {
      // Only on the way to the error is the position worth a second look.
      parser.position = parser.firstInvalidByte()
      throw parser.error(.invalidEncoding, expected: "UTF-8")
    }
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else {
      throw parser.error(.invalidSyntax, expected: "the end of the text")
    }
    return value
  }

  let bytes: [UInt8]
  private let depthLimit: Int
  var position = 0

  private init(bytes: [UInt8], depthLimit: Int) {
    self.bytes = bytes
    self.depthLimit = depthLimit
  }
}

// MARK: - Values

extension JSONParser {
  private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"): return try number()
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
    default: throw error(.invalidSyntax, expected: "a value")
    }
  }

  private mutating func word(
    _ text: String, _ value: JSONValue
  ) throws(JSONSyntaxError) -> JSONValue {
    guard bytes[position...].starts(with: text.utf8) else {
      throw error(.invalidSyntax, expected: text)
    }
    position += text.utf8.count
    return value
  }

  private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    try enter(depth)
    if take(UInt8(ascii: "]")) { return .array([]) }
    var elements: [JSONValue] = []
    repeat {
      elements.append(try value(depth: depth))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw error(.invalidSyntax, expected: "\",\" or \"]\"") }
    return .array(elements)
  }

  private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    let start = position
    try enter(depth)
    if take(UInt8(ascii: "}")) { return .object([]) }
    var members: [(String, JSONValue)] = []
    repeat {
      skipSpace()
      guard current == UInt8(ascii: "\"") else {
        throw error(.invalidSyntax, expected: "a name in quotation marks")
      }
      let name = try string()
      guard take(UInt8(ascii: ":")) else { throw error(.invalidSyntax, expected: "\":\"") }
      members.append((name, try value(depth: depth)))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw error(.invalidSyntax, expected: "\",\" or \"}\"") }
    guard let object = JSONObject(unique: members) else {
      position = start
      throw error(.duplicateName, expected: "each name once", found: "an object with one twice")
    }
    return .object(object)
  }

  private mutating func enter(_ depth: Int) throws(JSONSyntaxError) {
    guard depth <= depthLimit else {
      throw error(.tooDeep, expected: "a depth of at most \(depthLimit)", found: "more")
    }
    position += 1
  }

  private mutating func number() throws(JSONSyntaxError) -> JSONValue {
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if current == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      position = start
      throw error(
        .numberOutOfRange, expected: "a magnitude of at most 1.7976931348623157e+308",
        found: String(text.prefix(40)))
    }
    return .number(value)
  }

  private mutating func digits() throws(JSONSyntaxError) {
    let start = position
    while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      position += 1
    }
    guard position > start else { throw error(.invalidSyntax, expected: "a digit") }
  }
}

// MARK: - Position

extension JSONParser {
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  /// Steps over `byte` and the space before it, if it comes next.
  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard current == byte else { return false }
    position += 1
    return true
  }

  /// The length of the longest prefix that decodes without a repair.
  private func firstInvalidByte() -> Int {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var valid = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      valid += UTF8.width(scalar)
    }
    return valid
  }

  func error(
    _ code: JSONSyntaxError.Code, expected: String, found: String? = nil
  ) -> JSONSyntaxError {
    let before = bytes[..<position]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return JSONSyntaxError(
      code: code, line: before.count { $0 == 0x0A } + 1, column: position - lineStart + 1,
      expected: expected, found: found ?? currentDescription)
  }

  private var currentDescription: String {
    guard let byte = current else { return "the end of the text" }
    let digits = String(byte, radix: 16)
    guard !(0x21..<0x7F).contains(byte) else { return "\"\(Character(Unicode.Scalar(byte)))\"" }
    return "the byte 0x\(digits.count < 2 ? "0" : "")\(digits)"
  }
}
