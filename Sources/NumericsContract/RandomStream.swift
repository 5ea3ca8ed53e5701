/// A named source of random numbers without state: a number is a pure function of the seed, the
/// stream's name, the call, the shard, the position, the element's index and the attempt.
///
/// Nothing is consumed by drawing, so it cannot matter which thread, device, rank or data worker
/// draws, in which order, or whether anybody else draws too.
///
///     let stream = RandomStream(seed: 42, name: "dropout:encoder/drop", position: step)
///     let draw = stream.word(at: 17)
public struct RandomStream: Hashable, Sendable {
  /// The seed of the run.
  public let seed: UInt64
  /// The stream's name: a kind, and after a colon the path of who draws.
  public let name: String
  /// How many times the stream was already used within the pass.
  public let call: UInt32
  /// The logical shard that draws.
  public let shard: UInt32
  /// Where the stream stands: an epoch, a micro-batch, a sample; see `Formats/randomness-v1.md`.
  public let position: UInt64
  /// The Philox key that seed, name, call and shard determine.
  public let key: StreamKey

  /// Names a stream.
  public init(
    seed: UInt64, name: String, call: UInt32 = 0, shard: UInt32 = 0, position: UInt64 = 0
  ) {
    self.seed = seed
    self.name = name
    self.call = call
    self.shard = shard
    self.position = position
    key = StreamKey(seed: seed, name: name, call: call, shard: shard)
  }

  private init(_ stream: RandomStream, position: UInt64) {
    seed = stream.seed
    name = stream.name
    call = stream.call
    shard = stream.shard
    key = stream.key
    self.position = position
  }

  /// Returns the same stream at another position, without deriving the key again.
  public func at(position: UInt64) -> RandomStream { RandomStream(self, position: position) }

  /// Elements that one position can tell apart: 2⁵⁶ blocks of four words.
  public static let elementLimit = 1 << 58
  /// Attempts that an element can tell apart.
  public static let attemptLimit: UInt32 = 256

  /// Returns the four words of the elements `4 · block` to `4 · block + 3`.
  ///
  /// The counter's words are: the low 32 bits of `block`; the next 24 bits of `block` with `attempt`
  /// above them; the low and the high 32 bits of the position.
  public func words(ofBlock block: Int, attempt: UInt32 = 0) -> Philox.Block {
    precondition(
      block >= 0 && block < RandomStream.elementLimit / 4,
      "a block of a random stream lies in 0 ..< 2^56, but the block is \(block)")
    precondition(
      attempt < RandomStream.attemptLimit,
      "an attempt lies in 0 ..< 256, but the attempt is \(attempt)")
    let bits = UInt64(block)
    return Philox.block(
      counter: (
        UInt32(truncatingIfNeeded: bits),
        UInt32(truncatingIfNeeded: bits >> 32) | attempt << 24,
        UInt32(truncatingIfNeeded: position),
        UInt32(truncatingIfNeeded: position >> 32)
      ),
      key: (key.word0, key.word1))
  }

  /// Returns 32 random bits for the element `index`.
  public func word(at index: Int, attempt: UInt32 = 0) -> UInt32 {
    // The sign survives the shift, so a negative index is caught by the block's precondition.
    let block = words(ofBlock: index >> 2, attempt: attempt)
    switch index & 3 {
    case 0: return block.0
    case 1: return block.1
    case 2: return block.2
    default: return block.3
    }
  }

  /// Returns the words of the elements 0 ..< `count`.
  public func words(count: Int) -> [UInt32] {
    precondition(count >= 0, "a count of words is at least 0, but it is \(count)")
    var words: [UInt32] = []
    words.reserveCapacity(count + 3)
    for block in 0..<(count / 4 + (count % 4 == 0 ? 0 : 1)) {
      let (w0, w1, w2, w3) = self.words(ofBlock: block)
      words.append(w0)
      words.append(w1)
      words.append(w2)
      words.append(w3)
    }
    words.removeLast(words.count - count)
    return words
  }
}
