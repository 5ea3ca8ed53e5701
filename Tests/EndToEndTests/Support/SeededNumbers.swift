import Foundation

/// Random numbers that a failing test can be given again: `LOCKSTEP_TEST_SEED`, else a fixed seed.
///
/// **Reference** SplitMix64: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number
/// Generators", OOPSLA 2014.
struct SeededNumbers: RandomNumberGenerator {
  /// The seed in use.
  let seed: UInt64
  private var state: UInt64

  /// Starts a sequence and prints its seed.
  init(for purpose: String, default fallback: UInt64) {
    let named = ProcessInfo.processInfo.environment["LOCKSTEP_TEST_SEED"]
    seed = named.flatMap { UInt64($0) } ?? fallback
    state = seed
    print("\(purpose): seed \(seed) (choose another with LOCKSTEP_TEST_SEED)")
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
