import CanonicalJSON
import Testing

@Suite struct JSONParserTests {
  static let refused: [(String, JSONSyntaxError.Code, Int, Int)] = [
    ("", .invalidSyntax, 1, 1), (" ", .invalidSyntax, 1, 2), ("nul", .invalidSyntax, 1, 1),
    ("[1,]", .invalidSyntax, 1, 4), ("[1 2]", .invalidSyntax, 1, 4), ("[1", .invalidSyntax, 1, 3),
    ("{\"a\":1,}", .invalidSyntax, 1, 8), ("{a:1}", .invalidSyntax, 1, 2),
    ("{\"a\" 1}", .invalidSyntax, 1, 6), ("01", .invalidSyntax, 1, 2), ("-", .invalidSyntax, 1, 2),
    ("1.", .invalidSyntax, 1, 3), (".5", .invalidSyntax, 1, 1), ("1e", .invalidSyntax, 1, 3),
    ("+1", .invalidSyntax, 1, 1), ("NaN", .invalidSyntax, 1, 1), ("Infinity", .invalidSyntax, 1, 1),
    ("0x10", .invalidSyntax, 1, 2), ("1 // no", .invalidSyntax, 1, 3),
    ("'a'", .invalidSyntax, 1, 1), ("\"a", .invalidSyntax, 1, 3),
    ("\"a\nb\"", .invalidSyntax, 1, 3), ("1\n\n 2", .invalidSyntax, 3, 2),
    ("\"\\x\"", .invalidEscape, 1, 2), ("\"\\u12g4\"", .invalidEscape, 1, 6),
    ("\"\\ud800\"", .invalidEscape, 1, 2), ("\"\\udc00\"", .invalidEscape, 1, 2),
    ("\"\\ud800\\u0041\"", .invalidEscape, 1, 2), ("1e400", .numberOutOfRange, 1, 1),
    ("[0, -1e999]", .numberOutOfRange, 1, 5), ("{\"a\":1,\"b\":2,\"a\":3}", .duplicateName, 1, 1),
    ("[\n {\"\\u0061\":1,\"a\":3}]", .duplicateName, 2, 2), ("\u{FEFF}1", .invalidSyntax, 1, 1),
  ]

  @Test("What RFC 8259 does not allow is refused, with line and column", arguments: refused)
  func refuses(text: String, code: JSONSyntaxError.Code, line: Int, column: Int) {
    do throws(JSONSyntaxError) {
      let value = try JSONParser.parse(text)
      Issue.record("\(text) was read as \(value)")
    } catch {
      #expect(error.code == code)
      #expect(error.line == line)
      #expect(error.column == column)
      #expect(error.description.hasPrefix("line \(line), column \(column): expected "))
    }
  }

  @Test("Bytes that are not UTF-8 are refused at their position")
  func encoding() {
    for bytes: [UInt8] in [
      [0x22, 0x61, 0xFF, 0x22], [0x22, 0x61, 0xC0, 0x80, 0x22],
      [0x22, 0x61, 0xED, 0xA0, 0x80, 0x22],
    ] {
      do throws(JSONSyntaxError) {
        _ = try JSONParser.parse(bytes)
        Issue.record("\(bytes) was read")
      } catch {
        #expect(error.code == .invalidEncoding)
        #expect(error.column == 3)
      }
    }
  }

  @Test("Depth and length have limits, exact to one")
  func limits() throws {
    let limits = JSONParser.Limits(byteCount: 10, depth: 3)
    #expect(try JSONParser.parse("[[[0]]]", limits: limits) == [[[0]]])
    let deep = #expect(throws: JSONSyntaxError.self) {
      try JSONParser.parse("[[{\"\":[]}]]", limits: JSONParser.Limits(depth: 3))
    }
    #expect(deep?.code == .tooDeep)
    #expect(try JSONParser.parse("[1234567 ]", limits: limits) == [1_234_567])
    let long = #expect(throws: JSONSyntaxError.self) {
      try JSONParser.parse("[12345678 ]", limits: limits)
    }
    #expect(long?.code == .tooLong)
    let hostile = String(repeating: "[", count: 1_000_000)
    #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(hostile) }
  }

  @Test("Escapes, surrogate pairs and white space are read")
  func reads() throws {
    let text =
      " {\t\"\\u00e9\\ud83d\\ude00\\b\\f\\n\\r\\t\\/\" "
      + ":\r\n[ -0 , 1E2, 1e-2 ,true,false , null ] } "
    let value = try JSONParser.parse(text)
    let elements = try #require(value["\u{e9}\u{1F600}\u{8}\u{c}\n\r\t/"]?.array)
    #expect(elements == [0, 100, 0.01, true, false, .null])
    #expect(elements[0].number?.sign == .minus)
    #expect(value["\u{e9}\u{1F600}\u{8}\u{c}\n\r\t/"]?[3]?.bool == true)
    #expect(elements[5].isNull)
    #expect(value[0] == nil)
  }

  @Test("Every prefix of a document is refused, and no byte changed in it stops the program")
  func total() throws {
    let document = Array(#"{"a":[1.5e3,"x\u00e9\n",true,null,{"b":{}}],"c":-0.25}"#.utf8)
    let value = try JSONParser.parse(document)
    for count in document.indices {
      #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(document[..<count])) }
    }
    var unchanged = 0
    for index in document.indices {
      for replacement in UInt8.min...UInt8.max {
        var mutant = document
        mutant[index] = replacement
        if let other = try? JSONParser.parse(mutant), other == value { unchanged += 1 }
      }
    }
    // Itself at every position, and the other spellings of one exponent letter, two hexadecimal
    // digits' worth of letters and so on: few, never most.
    #expect(unchanged >= document.count && unchanged < document.count + 16)
  }
}
