import CanonicalHDF5

/// Makes mutants of a file, each a function of its number alone, with the checksums of the metadata put
/// right so that they get past the first look.
struct Mutator {
  /// The file that is changed.
  let original: [UInt8]
  private let metadata: [Range<Int>]
  /// Numbers that readers trip over: limits, sizes and places of the file itself.
  private let numbers: [UInt64]

  init(_ bytes: [UInt8]) throws {
    original = bytes
    let parsed = try CanonicalFile(parsing: MemoryByteSource(bytes))
    metadata = parsed.metadata
    let own =
      parsed.metadata.map(\.lowerBound) + parsed.datasets.flatMap { [$0.offset, $0.byteCount] }
    numbers =
      [0, 1, 0x7f, 0xff, 0xffff, 1 << 31, 1 << 32, 1 << 62, 1 << 63, .max - 1, .max]
      + (own + [bytes.count, bytes.count - 1, bytes.count + 1]).map { UInt64($0) }
  }

  /// The mutant of a number.
  func mutant(_ number: UInt64) -> [UInt8] {
    var random = SplitMix(state: number)
    var bytes = original
    for _ in 0...random.below(4) { mutate(&bytes, &random) }
    repair(&bytes)
    return bytes
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    guard bytes.count > 16 else { return }
    // Mostly where structure is: that is what a parser reads.
    let range = metadata[random.below(metadata.count)].clamped(to: 0..<bytes.count - 8)
    let place =
      range.isEmpty || random.below(8) == 0
      ? random.below(bytes.count - 8) : range.lowerBound + random.below(range.count)
    switch random.below(8) {
    case 0, 1: bytes[place] ^= 1 << UInt8(random.below(8))
    case 2: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 3, 4:
      let number = numbers[random.below(numbers.count)]
      let width = [1, 2, 4, 8][random.below(4)]
      for byte in 0..<width {
        bytes[place + byte] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(byte)))
      }
    case 5:
      // A piece of the file over another: messages and names in wrong places.
      let count = min(1 + random.below(64), bytes.count - place)
      let source = random.below(bytes.count - count)
      bytes.replaceSubrange(place..<place + count, with: Array(bytes[source..<source + count]))
    case 6:
      let count = min(1 + random.below(32), bytes.count - place)
      let other = random.below(bytes.count - count)
      for byte in 0..<count { bytes.swapAt(place + byte, other + byte) }
    default:
      if random.below(2) == 0 {
        bytes.removeLast(min(1 + random.below(64), bytes.count - 16))
      } else {
        bytes.append(
          contentsOf: Array(repeating: UInt8(random.below(2)), count: 1 + random.below(64)))
      }
    }
  }

  private func repair(_ bytes: inout [UInt8]) {
    for range in metadata where range.upperBound <= bytes.count {
      let end = range.upperBound - 4
      let checksum = Lookup3.hash(bytes[range.lowerBound..<end])
      for byte in 0..<4 {
        bytes[end + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(byte)))
      }
    }
  }
}

/// Numbers for mutants (Steele, Lea and Flood, 2014).
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
