/// One logical shard's part of each epoch of another order.
public struct ShardedOrder: SampleOrder {
  public let count: Int

  private let whole: any SampleOrder
  private let places: Range<Int>

  /// Takes the part of the shard `shard` of `shards`.
  ///
  /// Of n places of the whole order, shard s of S has ⌊sn ÷ S⌋ ..< ⌊(s + 1)n ÷ S⌋: every place is in one
  /// part, and parts differ by at most one in size (RNG-022).
  ///
  /// - Parameter padsToEqualCounts: gives every shard ⌈n ÷ S⌉ places instead, s⌈n ÷ S⌉ and those that
  ///   follow; beyond the end they go on from the start, so that some samples are visited twice.
  public init(
    _ whole: any SampleOrder, shard: Int, of shards: Int, padsToEqualCounts: Bool = false
  ) {
    precondition(
      shards > 0 && shard >= 0 && shard < shards,
      "of \(shards) shards there is no shard \(shard)")
    let length = whole.count
    self.whole = whole
    if padsToEqualCounts {
      let part = length / shards + (length % shards == 0 ? 0 : 1)
      places = shard * part..<(shard + 1) * part
    } else {
      places = shard * length / shards..<(shard + 1) * length / shards
    }
    count = places.count
  }

  public func samples(inEpoch epoch: Int) -> [Int32] {
    let samples = whole.samples(inEpoch: epoch)
    return places.map { samples[$0 % samples.count] }
  }
}
