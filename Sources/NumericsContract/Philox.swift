/// The counter-based generator Philox4x32-10: four words of randomness from a counter and a key.
///
/// The generator has no state. Ten rounds of two 32 × 32 → 64 bit multiplications mix the counter;
/// after every round but the last, the key moves on by two odd constants.
///
/// **Reference** J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3", SC 2011.
public enum Philox {
  /// The four words of a counter or of a block of output, in the order of the paper.
  public typealias Block = (UInt32, UInt32, UInt32, UInt32)

  /// Rounds of mixing.
  @inlinable public static var roundCount: Int { 10 }

  /// Returns the four random words that belong to `counter` under `key`.
  @inlinable
  public static func block(counter: Block, key: (UInt32, UInt32)) -> Block {
    var (c0, c1, c2, c3) = counter
    var (k0, k1) = key
    for _ in 0..<roundCount {
      let product0 = UInt64(c0) * 0xD251_1F53
      let product1 = UInt64(c2) * 0xCD9E_8D57
      (c0, c1, c2, c3) = (
        UInt32(truncatingIfNeeded: product1 >> 32) ^ c1 ^ k0,
        UInt32(truncatingIfNeeded: product1),
        UInt32(truncatingIfNeeded: product0 >> 32) ^ c3 ^ k1,
        UInt32(truncatingIfNeeded: product0)
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}
