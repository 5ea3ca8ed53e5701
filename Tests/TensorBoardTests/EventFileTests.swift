import Testing

@testable import TensorBoard

/// Records, byte for byte, and what is left of them without times.
@Suite("Event file")
struct EventFileTests {
  private static let start = bytes(
    """
    18000000 00000000 a37f4b22 09 00000000 0000f83f 1a 0d 62726169 6e2e4576 656e743a 32 2a28646c
    """)
  private static let loss = bytes(
    """
    1b000000 00000000 1a0d9e13 09 00000000 0000f83f 10 ac02 2a 0d 0a 0b 0a 04 6c6f7373 15 cdcccc3d
    7ad09604
    """)

  @Test("a file begins with the record that other writers begin with")
  func version() {
    #expect(EventFile.start(at: 1.5) == Self.start)
  }

  @Test("a scalar is a record with time, step, name and the nearest binary32")
  func scalar() {
    #expect(EventFile.record([.scalar("loss", 0.1)], step: 300, at: 1.5) == Self.loss)
  }

  @Test("a record without data is a frame of its own")
  func empty() {
    let record = bytes("00000000 00000000 29039807 d8ea82a2")
    #expect(RecordFrame.record([]) == record)
    #expect(RecordFrame.data(of: record, at: 0) == 12..<12)
  }

  @Test("without times, records are what they were but for time and checksum")
  func withoutTimes() throws {
    let file = Self.start + Self.loss
    var expected = file
    for range in [13..<21, 36..<40, 53..<61, 79..<83] {
      for index in range { expected[index] = 0 }
    }
    #expect(EventFile.withoutTimes(file) == expected)
    #expect(EventFile.withoutTimes([]) == [])
  }

  @Test(
    "the time has no say in what is left nor in the length, even at the beginning of time",
    arguments: [0, -0.0, 1, 1_700_000_000.25, -5, .infinity, .nan])
  func times(_ time: Double) {
    let file = { (time: Double) in
      EventFile.start(at: time) + EventFile.record([.text("a", "b")], step: 1, at: time + 1)
    }
    #expect(file(time).count == file(1.5).count)
    #expect(EventFile.withoutTimes(file(time)) == EventFile.withoutTimes(file(1.5)))
  }

  @Test("any changed bit and any lost end leaves no records")
  func damage() throws {
    let file = Self.start + Self.loss
    for bit in 0..<8 * file.count {
      var damaged = file
      damaged[bit / 8] ^= 1 << (bit % 8)
      #expect(EventFile.withoutTimes(damaged) == nil, "bit \(bit)")
    }
    for count in 1..<file.count where count != Self.start.count {
      #expect(EventFile.withoutTimes(Array(file[..<count])) == nil, "\(count) bytes")
    }
  }

  @Test("lengths that no file has, and whole records that are no events, leave no records")
  func forged() {
    for length in ["ffffffff ffffffff", "ffffffff ffffff7f", "f0ffffff ffffffff"] {
      #expect(EventFile.withoutTimes(bytes(length) + Self.start.dropFirst(8)) == nil)
    }
    for data in ["", "09", "10 ac02 2a00 0000 0000", "11 00000000 0000f83f"] {
      #expect(EventFile.withoutTimes(RecordFrame.record(bytes(data))) == nil)
    }
  }
}
