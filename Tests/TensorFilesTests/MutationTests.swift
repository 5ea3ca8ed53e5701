import Foundation
import Testing

@testable import TensorFiles

/// Damaged files of every format: whatever their bytes are, reading them ends, in tensors or in one
/// line that says what is wrong.
///
/// The mutants of a seed are the same in every run. `LOCKSTEP_FUZZ=N` makes N of each seed.
@Suite("Mutants") struct MutationTests {
  private static let count =
    ProcessInfo.processInfo.environment["LOCKSTEP_FUZZ"].flatMap { Int($0) } ?? 1500

  static let seeds = [
    "small.safetensors", "column-major.npy", "stored.npz", "deflated.npz", "nested.pt",
    "protocol4.pt", "expanded.pt", "plain-data.pt", "lightning.ckpt", "small.gguf",
  ]

  @Test(
    "no mutant of a sound file stops the reader, and every refusal is one line", arguments: seeds)
  func mutants(seed: String) throws {
    let sound = Mutation.withoutChecksums(try Fixture.bytes(seed))
    var mutation = Mutation(seed: seed)
    var outcomes = (accepted: 0, refused: 0)
    for _ in 0..<Self.count {
      let bytes = mutation.mutant(of: sound)
      do throws(TensorFileError) {
        try readEverything(bytes, seed)
        outcomes.accepted += 1
      } catch {
        #expect(isOneLine(error) && error.file == seed, "\(error)")
        outcomes.refused += 1
      }
    }
    // Most bytes matter, and some (elements, times, padding) may have any value.
    #expect(outcomes.refused > Self.count / 10, "\(outcomes)")
  }

  @Test("a file that ends early anywhere is refused", arguments: seeds)
  func truncation(seed: String) throws {
    let sound = try Fixture.bytes(seed)
    #expect(throws: Never.self) { try readEverything(sound, seed) }
    // After the last tensor of GGUF comes padding, which no reader needs.
    let end = sound.count - (seed.hasSuffix("gguf") ? 32 : 0)
    for count in stride(from: 0, to: end, by: max(1, end / 400)) {
      let error = #expect(throws: TensorFileError.self, "\(count) bytes") {
        try readEverything(Array(sound.prefix(count)), seed)
      }
      #expect(error.map(isOneLine) ?? false)
    }
  }

  /// Opens the bytes and reads every tensor, except those that claim to be much larger than a mutant
  /// of a small file can be, of which it reads the ends.
  private func readEverything(_ bytes: [UInt8], _ name: String) throws(TensorFileError) {
    let file = try TensorFiles.open(FileSource(bytes: bytes, name: name))
    for tensor in file.tensors {
      let count = tensor.byteCount
      let read =
        count <= 1 << 20
        ? try file.read(tensor).count
        : try file.read(tensor, 0..<100).count + file.read(tensor, count - 100..<count).count
      precondition(read == min(count, count <= 1 << 20 ? count : 200))
    }
  }
}

/// Changes bytes in the ways that files are damaged and attacked: bits, bytes that mean much, lengths,
/// pieces that are copied, moved, repeated or missing.
struct Mutation {
  private var state: UInt64

  init(seed: String) {
    // FNV-1a of the name, so that every seed has mutants of its own.
    state = seed.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// SplitMix64.
  private mutating func next(below count: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((word ^ word >> 31) % UInt64(max(1, count)))
  }

  private static let words: [UInt64] = [
    0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 32, 1 << 62,
    .max >> 1, 1 << 63, .max, .max - 7,
  ]

  /// A PyTorch archive that says it has no checksums, so that mutants of its pickle reach the machine.
  static func withoutChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    guard bytes.starts(with: [0x50, 0x4B, 3, 4]), bytes.contains("data.pkl".utf8) else {
      return bytes
    }
    for place in bytes.indices where bytes[place...].starts(with: [0x50, 0x4B, 1, 2]) {
      result.replaceSubrange(place + 16..<place + 20, with: [0, 0, 0, 0])
    }
    return result
  }

  mutating func mutant(of sound: [UInt8]) -> [UInt8] {
    var bytes = sound
    for _ in 0...next(below: 3) {
      let place = next(below: bytes.count)
      let length = min(1 + next(below: 40), bytes.count - place)
      switch next(below: 8) {
      case 0, 1: bytes[place] ^= 1 << UInt8(next(below: 8))
      case 2: bytes[place] = UInt8(next(below: 256))
      case 3:
        let word = Self.words[next(below: Self.words.count)]
        let size = [1, 2, 4, 8][next(below: 4)]
        for byte in 0..<min(size, bytes.count - place) {
          bytes[place + byte] = UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))
        }
      case 4: bytes.removeSubrange(place..<place + length)
      case 5:
        bytes.insert(contentsOf: Array(bytes[place..<place + length]), at: next(below: bytes.count))
      case 6:
        let other = next(below: bytes.count - length + 1)
        bytes.replaceSubrange(other..<other + length, with: Array(bytes[place..<place + length]))
      default:
        let digit = UInt8(ascii: "0") + UInt8(next(below: 10))
        bytes[place] = digit
      }
      guard !bytes.isEmpty else { return bytes }
    }
    return bytes
  }
}
