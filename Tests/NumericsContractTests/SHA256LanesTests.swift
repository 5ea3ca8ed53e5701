import NumericsContract
import Testing

@Suite("SHA-256 of sixteen messages")
struct SHA256LanesTests {
  @Test("CKPT-016: sixteen messages side by side have the digests of each alone, at every length")
  func lengths() {
    // Two blocks and more: every place where a message can end in a block, with room for its length or not.
    for length in 0...200 {
      let messages = Self.messages(length)
      var lanes = SHA256Lanes()
      lanes.update(messages.map { $0[...] })
      #expect(lanes.finalize() == messages.map(SHA256Digest.digest(of:)), "\(length) bytes")
    }
  }

  @Test("CKPT-016: the digests do not depend on the pieces in which messages come")
  func pieces() {
    let messages = Self.messages(1000)
    let expected = messages.map(SHA256Digest.digest(of:))
    for size in [1, 31, 32, 33, 63, 64, 65, 127, 128, 500, 999] {
      var lanes = SHA256Lanes()
      for start in stride(from: 0, to: 1000, by: size) {
        lanes.update(messages.map { $0[start..<min(start + size, 1000)] })
      }
      #expect(lanes.finalize() == expected, "pieces of \(size) bytes")
    }
  }

  @Test("A digest can be asked for on the way, and the messages go on")
  func onTheWay() {
    let messages = Self.messages(150)
    var lanes = SHA256Lanes()
    lanes.update(messages.map { $0[..<70] })
    #expect(lanes.finalize() == messages.map { SHA256Digest.digest(of: Array($0[..<70])) })
    lanes.update(messages.map { $0[70...] })
    #expect(lanes.finalize() == messages.map(SHA256Digest.digest(of:)))
  }

  /// Sixteen messages that differ in every byte that could be confused.
  private static func messages(_ length: Int) -> [[UInt8]] {
    (0..<SHA256Lanes.count).map { lane in
      (0..<length).map { UInt8(truncatingIfNeeded: 37 * $0 + 101 * lane + $0 / 7) }
    }
  }
}
