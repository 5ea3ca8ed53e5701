/// Writes JSON: one text for one value, whatever the machine, the process or the locale.
///
/// **Reference** RFC 8785, JSON Canonicalization Scheme.
public enum CanonicalJSON {
  /// The canonical text: no white space, names in ascending UTF-16 code units.
  ///
  /// - Throws: `JSONNumberError` for NaN or an infinity.
  public static func text(_ value: JSONValue) throws(JSONNumberError) -> String {
    String(decoding: try bytes(value), as: UTF8.self)
  }

  /// The canonical text as UTF-8.
  ///
  /// - Throws: `JSONNumberError` for NaN or an infinity.
  public static func bytes(_ value: JSONValue) throws(JSONNumberError) -> [UInt8] {
    var writer = Writer(isPretty: false)
    try writer.write(value, path: "$", depth: 0)
    return writer.output
  }

  /// A text for people: the canonical one with a line for each element and member, indented by two
  /// spaces a level, and no line end after the last line.
  ///
  /// - Throws: `JSONNumberError` for NaN or an infinity.
  public static func prettyText(_ value: JSONValue) throws(JSONNumberError) -> String {
    var writer = Writer(isPretty: true)
    try writer.write(value, path: "$", depth: 0)
    return String(decoding: writer.output, as: UTF8.self)
  }
}

extension CanonicalJSON {
  /// The text so far.
  private struct Writer {
    let isPretty: Bool
    var output: [UInt8] = []

    mutating func write(
      _ value: JSONValue, path: @autoclosure () -> String, depth: Int
    ) throws(JSONNumberError) {
      switch value {
      case .null: output += "null".utf8
      case .bool(let value): output += (value ? "true" : "false").utf8
      case .number(let value):
        guard value.isFinite else { throw JSONNumberError(path: path(), found: "\(value)") }
        output += NumberText.canonical(value).utf8
      case .string(let value): write(string: value)
      case .array(let elements):
        guard !elements.isEmpty else {
          output += "[]".utf8
          return
        }
        output.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
          separate(isFirst: index == 0, depth: depth + 1)
          try write(element, path: path() + "[\(index)]", depth: depth + 1)
        }
        endLine(depth: depth)
        output.append(UInt8(ascii: "]"))
      case .object(let object):
        guard !object.members.isEmpty else {
          output += "{}".utf8
          return
        }
        output.append(UInt8(ascii: "{"))
        for (index, member) in object.members.enumerated() {
          separate(isFirst: index == 0, depth: depth + 1)
          write(string: member.name)
          output += (isPretty ? ": " : ":").utf8
          try write(member.value, path: path() + "." + member.name, depth: depth + 1)
        }
        endLine(depth: depth)
        output.append(UInt8(ascii: "}"))
      }
    }

    private mutating func separate(isFirst: Bool, depth: Int) {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      endLine(depth: depth)
    }

    private mutating func endLine(depth: Int) {
      guard isPretty else { return }
      output.append(UInt8(ascii: "\n"))
      output += repeatElement(UInt8(ascii: " "), count: 2 * depth)
    }

    /// Escapes what RFC 8785 says and nothing else.
    private mutating func write(string: String) {
      output.append(UInt8(ascii: "\""))
      for byte in string.utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
        case 0x08: output += "\\b".utf8
        case 0x09: output += "\\t".utf8
        case 0x0A: output += "\\n".utf8
        case 0x0C: output += "\\f".utf8
        case 0x0D: output += "\\r".utf8
        case ..<0x20:
          let digits = Array("0123456789abcdef".utf8)
          output += "\\u00".utf8
          output += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: output.append(byte)
        }
      }
      output.append(UInt8(ascii: "\""))
    }
  }
}
