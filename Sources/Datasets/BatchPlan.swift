/// How an epoch is cut into batches, and what makes samples of different lengths equal in one.
public struct BatchPlan: Sendable, Equatable {
  /// Samples in a batch, the last one excepted.
  public let batchSize: Int
  /// Whether an incomplete last batch is left out.
  public let dropsLast: Bool
  /// What makes samples of different lengths as long as the longest of their batch; nil where all are alike.
  public let padding: Padding?

  /// Cuts batches of `batchSize` samples and keeps an incomplete last one unless told otherwise.
  public init(batchSize: Int, dropsLast: Bool = false, padding: Padding? = nil) {
    precondition(batchSize > 0, "a batch has at least 1 sample, but the size is \(batchSize)")
    self.batchSize = batchSize
    self.dropsLast = dropsLast
    self.padding = padding
  }

  /// Returns the number of batches in an epoch of `count` samples.
  public func batchCount(samples count: Int) -> Int {
    count / batchSize + (dropsLast || count % batchSize == 0 ? 0 : 1)
  }

  /// Returns the places in the epoch's order that the batch `ordinal` takes.
  public func places(ofBatch ordinal: Int, samples count: Int) -> Range<Int> {
    let batchCount = batchCount(samples: count)
    precondition(
      ordinal >= 0 && ordinal < batchCount,
      "an epoch of \(count) samples has \(batchCount) batches, but the ordinal is \(ordinal)")
    return ordinal * batchSize..<min((ordinal + 1) * batchSize, count)
  }
}
