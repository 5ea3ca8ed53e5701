import Testing

@testable import Signing

@Suite("Base64")
struct Base64Tests {
  @Test("the vectors of RFC 4648, section 10")
  func vectors() {
    let vectors = [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]
    for (plain, coded) in vectors {
      #expect(Base64.text(Array(plain.utf8)) == coded)
      #expect(Base64.bytes(coded) == Array(plain.utf8))
    }
  }

  @Test("every byte at every place comes back")
  func everyByte() {
    for byte in 0...255 as ClosedRange<UInt8> {
      for length in 1...4 {
        for place in 0..<length {
          var bytes = [UInt8](repeating: 0xA5, count: length)
          bytes[place] = byte
          #expect(Base64.bytes(Base64.text(bytes)) == bytes)
        }
      }
    }
  }

  @Test("anything but the one text of some bytes is refused")
  func refused() {
    for text in [
      "Z", "Zg", "Zg=", "Zg===", "=", "====", "Zh==", "Zm9=", "Zm8=Zm8=", "Zm9v\n", " Zm9v", "Zm_v",
      "Zm-v", "Zg==Zg==", "Zé==", "Z===",
    ] {
      #expect(Base64.bytes(text) == nil, "\(text)")
    }
  }
}
