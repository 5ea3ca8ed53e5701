import CanonicalJSON
import Testing

@Suite struct CanonicalTextTests {
  /// RFC 8785, appendix B: the bits of a binary64 number and its text.
  static let numbers: [(UInt64, String)] = [
    (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"),
    (0x0000_0000_0000_0001, "5e-324"), (0x8000_0000_0000_0001, "-5e-324"),
    (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
    (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
    (0x4340_0000_0000_0000, "9007199254740992"), (0xc340_0000_0000_0000, "-9007199254740992"),
    (0x4430_0000_0000_0000, "295147905179352830000"),
    (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
    (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
    (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
    (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
    (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
    (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
    (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
    (0x41b3_de43_5555_5557, "333333333.33333343"),
    (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
    (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
  ]

  @Test("RFC 8785: numbers have the text of ECMAScript", arguments: numbers)
  func numberText(bits: UInt64, text: String) throws {
    #expect(try CanonicalJSON.text(.number(Double(bitPattern: bits))) == text)
    #expect(try JSONParser.parse(text).number == Double(bitPattern: bits))
  }

  @Test("RFC 8785: whole numbers, fractions and powers of ten around every change of notation")
  func notations() throws {
    let rows: [(Double, String)] = [
      (1, "1"), (-1, "-1"), (10, "10"), (123456, "123456"), (0.1, "0.1"), (1.5, "1.5"),
      (100.25, "100.25"), (1e20, "100000000000000000000"), (1.5e20, "150000000000000000000"),
      (1e21, "1e+21"), (1.5e21, "1.5e+21"), (1e-6, "0.000001"), (1.25e-6, "0.00000125"),
      (1e-7, "1e-7"), (1.25e-7, "1.25e-7"), (1e100, "1e+100"), (2e-3, "0.002"),
      (4.35, "4.35"), (16, "16"), (1e16, "10000000000000000"),
    ]
    for (value, text) in rows { #expect(try CanonicalJSON.text(.number(value)) == text) }
  }

  @Test("A number's text reads back as the same bits, for numbers of every exponent")
  func roundTrip() throws {
    var word: UInt64 = 0x9e37_79b9_7f4a_7c15
    var tried = 0
    for exponent in UInt64(0)..<2047 {
      for _ in 0..<4 {
        word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let value = Double(bitPattern: exponent << 52 | word >> 12 | word << 63)
        guard value != 0 else { continue }
        let text = try CanonicalJSON.text(.number(value))
        #expect(try JSONParser.parse(text).number?.bitPattern == value.bitPattern)
        tried += 1
      }
    }
    #expect(tried > 8000)
  }

  @Test("RFC 8785: NaN and the infinities are refused, and the error says where")
  func nonFinite() {
    let value: JSONValue = ["a": [1, ["b": .number(.nan)]]]
    #expect(throws: JSONNumberError.self) { try CanonicalJSON.text(value) }
    do throws(JSONNumberError) {
      _ = try CanonicalJSON.text(value)
    } catch {
      #expect(error.path == "$.a[1].b")
      #expect(error.found == "nan")
      #expect(
        error.description
          == "$.a[1].b: found the number nan, expected a finite one; JSON has no other, "
          + "write it as a string")
    }
    #expect(throws: JSONNumberError.self) { try CanonicalJSON.text(.number(-.infinity)) }
  }

  @Test("RFC 8785: names are sorted by UTF-16 code units")
  func nameOrder() throws {
    let value: JSONValue = [
      "\u{20ac}": "Euro Sign", "\r": "Carriage Return",
      "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
      "1": "One", "\u{1F600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin O",
    ]
    let names = try #require(value.object).members.map(\.name)
    #expect(names == ["\r", "1", "\u{80}", "\u{f6}", "\u{20ac}", "\u{1F600}", "\u{fb33}"])
    #expect(value["\u{1F600}"]?.string == "Emoji: Grinning Face")
    #expect(value["absent"] == nil)
  }

  @Test("RFC 8785: the example of section 3.2.2 has the bytes that the document prints")
  func example() throws {
    let source = #"""
      { "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }
      """#
    let expected =
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
      + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    let text = try CanonicalJSON.text(try JSONParser.parse(source))
    #expect(Array(text.utf8) == Array(expected.utf8))
  }

  @Test("Strings keep their spelling: equal to Swift is not equal here")
  func spelling() throws {
    let composed = JSONValue.string("\u{e9}")
    let decomposed = JSONValue.string("e\u{301}")
    #expect(composed != decomposed)
    let object: JSONValue = ["\u{e9}": 1, "e\u{301}": 2]
    #expect(try CanonicalJSON.bytes(object) == Array("{\"e\u{301}\":2,\"\u{e9}\":1}".utf8))
    #expect(object["\u{e9}"] == 1)
    #expect(object["e\u{301}"] == 2)
  }

  @Test("Integers are numbers up to 2^53 and strings beyond, and come back exactly")
  func integers() throws {
    let limit = JSONValue.exactIntegerLimit
    for value in [0, 1, -1, limit, -limit, limit + 1, -limit - 1, Int.max, Int.min] {
      let text = try CanonicalJSON.text(.integer(value))
      #expect(text == (value.magnitude <= limit.magnitude ? "\(value)" : "\"\(value)\""))
      #expect(try JSONParser.parse(text).integer == value)
    }
    #expect(JSONValue.integer(UInt64.max).unsignedInteger == UInt64.max)
    #expect(JSONValue.string("007").integer == nil)
    #expect(JSONValue.number(1.5).integer == nil)
    #expect(JSONValue.number(-1).unsignedInteger == nil)
  }

  @Test("The text for people has the same order, two spaces a level, and reads back equal")
  func pretty() throws {
    let value: JSONValue = ["b": [1, []], "a": ["x": .null, "e": [:]]]
    let text = try CanonicalJSON.prettyText(value)
    #expect(
      text == """
        {
          "a": {
            "e": {},
            "x": null
          },
          "b": [
            1,
            []
          ]
        }
        """)
    #expect(try JSONParser.parse(text) == value)
  }
}
