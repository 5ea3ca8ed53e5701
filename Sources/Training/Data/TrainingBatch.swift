import Datasets
import NumericsContract
import Tensors

/// What a training step works on, on the device: a batch, cut into logical shards (NUM-027).
///
/// Shard s of S holds the rows ⌊sB/S⌋ ..< ⌊(s+1)B/S⌋. The batch in host memory is not kept.
struct TrainingBatch {
  /// The rows of each shard, in order; nil for a shard that has none.
  let shards: [Batch?]
  /// Samples of the first loader: what a mean is weighted by.
  let count: Int
  /// Place in the epoch.
  let ordinal: Int
  /// Whether it is the last of its epoch.
  let isLast: Bool
  /// The batch's digest, or that of the digests of the loaders' batches in order.
  let digest: SHA256Digest

  init(
    _ host: HostTrainingBatch, isLast: Bool, shards: Int, on dispatcher: Dispatcher,
    precision: Precision
  ) {
    self.isLast = isLast
    count = host.first.count
    ordinal = host.ordinal
    self.shards = (0..<shards).map { shard in
      func rows(_ part: HostBatch) -> Range<Int> {
        shard * part.count / shards..<(shard + 1) * part.count / shards
      }
      guard !rows(host.first).isEmpty else { return nil }
      return Batch(
        host.first, rows: rows(host.first), on: dispatcher, precision: precision,
        others: host.others.map {
          Batch($0, rows: rows($0), on: dispatcher, precision: precision)
        }, loader: host.loader)
    }
    guard !host.others.isEmpty else {
      digest = host.first.digest
      return
    }
    var hasher = SHA256Hasher()
    hasher.update(host.first.digest)
    for part in host.others { hasher.update(part.digest) }
    digest = hasher.finalize()
  }
}
