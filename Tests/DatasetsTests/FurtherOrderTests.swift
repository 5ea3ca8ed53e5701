import Datasets
import NumericsContract
import Testing

@Suite struct FurtherOrderTests {
  @Test("RNG-021: an order by weight has its documented samples, and draws by place alone")
  func weighted() {
    let weights: [UInt32] = [5, 0, 1, .max, 1 << 31]
    let samples: [Int32] = [10, 11, 12, 13, 14]
    let order = WeightedOrder(samples, weights: weights, count: 20, seed: 42)
    let expected: [Int32] = [3, 3, 3, 3, 3, 4, 3, 4, 3, 3, 3, 4, 3, 3, 3, 3, 3, 3, 3, 4]
    #expect(order.samples(inEpoch: 3) == expected.map { $0 + 10 })
    #expect(order.count == 20)
    let shorter = WeightedOrder(samples, weights: weights, count: 7, seed: 42)
    #expect(shorter.samples(inEpoch: 3) == Array(order.samples(inEpoch: 3).prefix(7)))
    #expect(order.samples(inEpoch: 4) != order.samples(inEpoch: 3))
    #expect(WeightedOrder([], weights: [], count: 0, seed: 1).samples(inEpoch: 0) == [])
  }

  @Test("RNG-021: samples appear in proportion to their weights, those of weight 0 never")
  func proportions() {
    let weights: [UInt32] = [1, 0, 2, 5, 0]
    let order = WeightedOrder(
      [0, 1, 2, 3, 4], weights: weights, count: 80_000, seed: 7)
    var counts = [Int](repeating: 0, count: 5)
    for sample in order.samples(inEpoch: 0) { counts[Int(sample)] += 1 }
    // Six standard deviations are at most 6 · √(80,000 ÷ 4) = 849.
    for (count, weight) in zip(counts, weights) { #expect(abs(count - 10_000 * Int(weight)) < 849) }
    #expect(counts[1] == 0 && counts[4] == 0)
  }

  @Test("RNG-021: relative weights become documented integers, none above 0 vanishes")
  func relativeWeights() {
    #expect(
      WeightedOrder.integers([0.1, 0, 3, 1e-20, 7]) == [30_678_338, 0, 920_350_135, 1, 1 << 31])
    #expect(WeightedOrder.integers([]) == [])
    #expect(WeightedOrder.integers([0, 0]) == [0, 0])
  }

  @Test(
    "RNG-022: every place is in the part of exactly one shard, parts differ by at most one",
    arguments: [0, 1, 2, 7, 24, 100], [1, 2, 3, 8])
  func sharded(count: Int, shards: Int) {
    let whole = ShuffledOrder(count: count, seed: 42)
    let parts = (0..<shards).map { ShardedOrder(whole, shard: $0, of: shards) }
    #expect(parts.flatMap { $0.samples(inEpoch: 3) } == whole.samples(inEpoch: 3))
    for part in parts {
      #expect(part.count == part.samples(inEpoch: 3).count)
      #expect(part.count == count / shards || part.count == count / shards + 1)
    }
  }

  @Test("RNG-022: with equal counts, the last shards go on from the start")
  func equalCounts() {
    let whole = ShuffledOrder(count: 10, seed: 42)
    func part(_ shard: Int, of shards: Int, pads: Bool) -> [Int32] {
      ShardedOrder(whole, shard: shard, of: shards, padsToEqualCounts: pads).samples(inEpoch: 3)
    }
    #expect(part(1, of: 3, pads: false) == [5, 7, 9])
    #expect(part(2, of: 3, pads: true) == [4, 2, 0, 6])
    let few = SequentialOrder([8, 9])
    let parts = (0..<5).map { ShardedOrder(few, shard: $0, of: 5, padsToEqualCounts: true) }
    #expect(parts.map { $0.samples(inEpoch: 0) } == [[8], [9], [8], [9], [8]])
    let none = ShardedOrder(SequentialOrder([]), shard: 1, of: 2, padsToEqualCounts: true)
    #expect(none.samples(inEpoch: 0) == [])
  }

  private let samples = (0..<23).map { Int32(100 + $0) }
  private let lengths = (0..<23).map { (7 * $0 + 3) % 11 }

  @Test("RNG-023: an order in buckets has its documented samples")
  func bucketed() {
    let order = BucketedOrder(
      samples, lengths: lengths, batchSize: 3, batchesPerPool: 4, seed: 42)
    #expect(
      order.samples(inEpoch: 3) == [
        104, 115, 101, 105, 102, 113, 121, 107, 118, 114, 100, 122, 120, 106, 117, 109, 103, 111,
        108, 119, 116, 110, 112,
      ])
  }

  @Test("RNG-023: every sample once, and with one pool no batch has lengths inside another's")
  func onePool() {
    let order = BucketedOrder(
      samples, lengths: lengths, batchSize: 3, batchesPerPool: .max, seed: 42)
    #expect(order.count == 23)
    for epoch in 0..<5 {
      let visited = order.samples(inEpoch: epoch)
      #expect(visited.sorted() == samples)
      let ranges = stride(from: 0, to: 23, by: 3).map { start in
        visited[start..<min(start + 3, 23)].map { lengths[Int($0) - 100] }
      }.map { ($0[0], $0[$0.count - 1]) }.sorted { $0 < $1 }
      for (range, next) in zip(ranges, ranges.dropFirst()) { #expect(range.1 <= next.0) }
    }
    #expect(order.samples(inEpoch: 0) != order.samples(inEpoch: 1))
  }

  @Test("Order: all batches of every order are the same for 0, 1 and 4 workers")
  func workers() throws {
    let digits = try DigitsDataset.load()
    let all = (0..<1797).map { Int32($0) }
    let orders: [any SampleOrder] = [
      WeightedOrder(all, weights: all.map { UInt32($0 % 3) }, count: 300, seed: 3),
      ShardedOrder(ShuffledOrder(count: 1797, seed: 3), shard: 2, of: 7),
      BucketedOrder(all, lengths: all.map { Int($0 % 10) }, batchSize: 32, seed: 3),
    ]
    for order in orders {
      let batches = EpochBatches(
        of: digits, order: order, plan: BatchPlan(batchSize: 32),
        transforms: [RandomHorizontalFlip(), Normalize(mean: [0.5], deviation: [0.25])], seed: 3,
        epoch: 1)
      try expectSameBatches(batches)
    }
  }
}
