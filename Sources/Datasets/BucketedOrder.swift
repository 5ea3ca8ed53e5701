import NumericsContract

/// Random batches of samples of similar lengths.
///
/// The epoch is shuffled, cut into pools of several batches, each pool is sorted by length and cut into
/// batches, and the batches are shuffled; an incomplete one stays last (RNG-023). With a pool of one batch
/// only the samples within a batch are sorted, with one pool for all samples lengths differ least.
public struct BucketedOrder: SampleOrder {
  private let samples: [Int32]
  private let lengths: [Int]
  private let batchSize: Int
  private let poolSize: Int
  private let shuffled: ShuffledOrder
  private let stream: RandomStream

  /// Orders the listed samples for a plan with batches of `batchSize`.
  ///
  /// - Parameters:
  ///   - lengths: the length of each listed sample, in whatever unit.
  ///   - batchesPerPool: how many batches are sorted together.
  public init(
    _ samples: [Int32], lengths: [Int], batchSize: Int, batchesPerPool: Int = 50, seed: UInt64
  ) {
    precondition(
      samples.count == lengths.count,
      "each sample has a length, but there are \(samples.count) samples and \(lengths.count) lengths"
    )
    precondition(
      batchSize > 0 && batchesPerPool > 0,
      "batches have samples and pools have batches, but a batch has \(batchSize) samples and a pool "
        + "\(batchesPerPool) batches")
    self.samples = samples
    self.lengths = lengths
    self.batchSize = batchSize
    let (poolSize, overflow) = batchSize.multipliedReportingOverflow(by: batchesPerPool)
    self.poolSize = overflow ? .max : poolSize
    shuffled = ShuffledOrder(count: samples.count, seed: seed)
    stream = RandomStream(seed: seed, name: "buckets")
  }

  public var count: Int { samples.count }

  public func samples(inEpoch epoch: Int) -> [Int32] {
    var places = shuffled.samples(inEpoch: epoch).map { Int($0) }
    var start = 0
    while start < places.count {
      let end = start + min(poolSize, places.count - start)
      // By place in the list where lengths are equal: a total order, the same for every sorting.
      places[start..<end].sort { (lengths[$0], $0) < (lengths[$1], $1) }
      start = end
    }
    let complete = places.count / batchSize
    let order = stream.at(position: UInt64(epoch)).permutation(of: complete)
    let batches = order.flatMap { batch in
      places[Int(batch) * batchSize..<(Int(batch) + 1) * batchSize]
    }
    return (batches + places[(complete * batchSize)...]).map { samples[$0] }
  }
}
