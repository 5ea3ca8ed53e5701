import NumericsContract
import Testing

@Suite("Order of texts")
struct UTF8OrderTests {
  @Test("Texts are in the order of their UTF-8 bytes, also where Unicode equates or reorders them")
  func order() {
    let texts = [
      "", "\0", "a", "a/b", "a.b", "ab", "aa", "é", "e\u{301}", "z", "\u{ffff}", "\u{10000}", "ß",
      "layer10", "layer2", String(repeating: "long", count: 20),
      String(repeating: "long", count: 20) + "er",
    ]
    for left in texts {
      for right in texts {
        let bytes = Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8))
        #expect(left.precedesInUTF8(right) == bytes, "\(left) before \(right)")
      }
    }
  }
}
