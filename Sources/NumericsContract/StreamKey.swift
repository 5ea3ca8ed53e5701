/// The 64-bit Philox key of one random stream.
///
/// The key is the first eight bytes of a SHA-256 over everything that tells streams apart, so two
/// streams that differ in any part have unrelated numbers, and adding a stream changes no other.
public struct StreamKey: Hashable, Sendable {
  /// The first key word: digest bytes 0 to 3, little-endian.
  public let word0: UInt32
  /// The second key word: digest bytes 4 to 7, little-endian.
  public let word1: UInt32

  /// The text that starts every key derivation and names this version of the rules.
  public static let domain = "lockstep-stream-1"

  /// Derives the key of a stream.
  ///
  /// - Parameters:
  ///   - seed: the seed of the run.
  ///   - name: the stream's name, such as `dropout:encoder/drop`; it must not contain U+0000,
  ///     because a zero byte ends the name in the derivation.
  ///   - call: how many times the stream was already used within the pass.
  ///   - shard: the logical shard that draws.
  public init(seed: UInt64, name: String, call: UInt32, shard: UInt32) {
    precondition(
      !name.utf8.contains(0),
      "a stream name must not contain U+0000, but \(name.debugDescription) does")
    var hasher = SHA256Hasher()
    hasher.update(utf8: StreamKey.domain)
    hasher.update(le64: seed)
    hasher.update(utf8: name)
    hasher.update(byte: 0)
    hasher.update(le32: call)
    hasher.update(le32: shard)
    let bytes = hasher.finalize().bytes
    word0 = StreamKey.littleEndianWord(bytes[0..<4])
    word1 = StreamKey.littleEndianWord(bytes[4..<8])
  }

  private static func littleEndianWord(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { word, byte in word << 8 | UInt32(byte) }
  }
}
