import CLibFuzzer

/// libFuzzer's mutators, and the choices of those that are built on them.
struct Mutation {
  /// Bytes that a mutant may have.
  let byteLimit: Int
  private var state: UInt64

  init(seed: UInt64, byteLimit: Int) {
    state = seed
    self.byteLimit = byteLimit
  }

  /// A number below `count`, by SplitMix64 (Steele, Lea and Flood, 2014).
  mutating func below(_ count: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return Int((word ^ word >> 31) % UInt64(max(1, count)))
  }

  /// Whether something that is so in one case of `count` is so now.
  mutating func isOneIn(_ count: Int) -> Bool { below(count) == 0 }

  /// Bytes that libFuzzer changed, inserted, moved or left out.
  func anywhere(in bytes: [UInt8]) -> [UInt8] {
    anywhere(in: bytes, atMost: byteLimit)
  }

  /// As above, with a limit of its own for a part of the input.
  func anywhere(in bytes: [UInt8], atMost limit: Int) -> [UInt8] {
    let limit = max(limit, 1)
    var room = Array(bytes.prefix(limit))
    let count = room.count
    room += [UInt8](repeating: 0, count: limit - count)
    let mutated = room.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { LLVMFuzzerMutate($0, count, limit) } ?? 0
    }
    return Array(room.prefix(mutated))
  }

  /// Bytes of which a few that follow one another were changed, so that all others keep their places.
  mutating func window(of bytes: [UInt8], in range: Range<Int>? = nil) -> [UInt8] {
    let range = range ?? bytes.indices
    guard !range.isEmpty else { return bytes }
    let start = range.lowerBound + below(range.count)
    let end = min(range.upperBound, start + 1 + below(32))
    let changed = anywhere(in: Array(bytes[start..<end]), atMost: end - start)
    var mutant = bytes
    mutant.replaceSubrange(start..<start + changed.count, with: changed)
    return mutant
  }
}
