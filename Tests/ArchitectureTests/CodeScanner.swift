/// Blanks the comments and the insides of string literals of Swift or C, byte by byte.
struct CodeScanner {
  private let text: [UInt8]
  private var position = 0
  private var output: [UInt8] = []

  init(_ text: [UInt8]) {
    self.text = text
  }

  private static let newline = UInt8(ascii: "\n")
  private static let quote = UInt8(ascii: "\"")

  /// The text's code; lines are kept.
  mutating func code() -> [UInt8] {
    while position < text.count {
      if isAt("//") {
        skip(to: "\n")
      } else if isAt("/*") {
        skip(to: "*/")
      } else if isAt("\"\"\"") {
        position += 3
        skip(to: "\"\"\"")
        output += [Self.quote, Self.quote]
      } else if text[position] == Self.quote {
        position += 1
        skipLiteral()
        output += [Self.quote, Self.quote]
      } else {
        output.append(text[position])
        position += 1
      }
    }
    return output
  }

  private func isAt(_ mark: String) -> Bool {
    text[position...].starts(with: mark.utf8)
  }

  /// Moves past the next `mark`, keeping the newlines on the way.
  private mutating func skip(to mark: String) {
    while position < text.count, !isAt(mark) {
      if text[position] == Self.newline { output.append(Self.newline) }
      position += 1
    }
    if mark == "\n" && position < text.count { output.append(Self.newline) }
    position = min(position + mark.utf8.count, text.count)
  }

  /// Moves past a literal of one line, whose interpolations may contain literals.
  private mutating func skipLiteral() {
    var depth = 0
    while position < text.count {
      let byte = text[position]
      position += 1
      if byte == UInt8(ascii: "\\"), position < text.count {
        if text[position] == UInt8(ascii: "(") { depth += 1 }
        position += 1
      } else if depth > 0 {
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        if byte == Self.quote { skipLiteral() }
      } else if byte == Self.quote {
        return
      }
    }
  }
}
