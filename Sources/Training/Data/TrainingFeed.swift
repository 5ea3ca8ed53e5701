import Datasets
import NumericsContract

/// What a training step works on: a batch of one loader, or of each.
struct TrainingBatch {
  let parts: [HostBatch]
  /// Which loader it comes from, where they take turns.
  let loader: Int
  /// Place in the epoch.
  let ordinal: Int

  /// Samples of the first part: what a mean is weighted by.
  var count: Int { parts[0].count }

  /// The batch's digest, or that of the parts' digests in order.
  var digest: SHA256Digest {
    guard parts.count > 1 else { return parts[0].digest }
    var hasher = SHA256Hasher()
    for part in parts { hasher.update(bytes: part.digest.bytes) }
    return hasher.finalize()
  }
}

/// Hands out the batches of a training epoch in order, from any place on.
final class TrainingFeed {
  private let combined: CombinedLoader
  private let seed: UInt64
  private let epoch: Int
  private let count: Int
  private let workers: Int
  private var cursor: Int
  /// For each loader its own epoch that is open.
  private var open: [(epoch: Int, loader: Loader)?]

  /// Starts at the batch `cursor` of an epoch of `count` batches.
  init(
    _ combined: CombinedLoader, seed: UInt64, epoch: Int, startingAt cursor: Int, count: Int,
    workers: Int
  ) {
    self.combined = combined
    self.seed = seed
    self.epoch = epoch
    self.count = count
    self.workers = workers
    self.cursor = cursor
    open = Array(repeating: nil, count: combined.loaders.count)
  }

  /// The next batch, or nil at the end of the epoch.
  func next() throws -> TrainingBatch? {
    guard cursor < count else { return nil }
    let places = combined.places(ofBatch: cursor, epoch: epoch)
    var parts: [HostBatch] = []
    parts.reserveCapacity(places.count)
    for place in places { parts.append(try part(place)) }
    defer { cursor += 1 }
    return TrainingBatch(parts: parts, loader: places[0].loader, ordinal: cursor)
  }

  private func part(_ place: CombinedLoader.Place) throws -> HostBatch {
    let loader: Loader
    if let known = open[place.loader], known.epoch == place.epoch {
      loader = known.loader
    } else {
      loader = try Loader(
        combined.loaders[place.loader].batches(seed: seed, epoch: place.epoch),
        startingAt: place.batch, workers: workers)
      open[place.loader] = (place.epoch, loader)
    }
    guard let batch = try loader.next() else {
      preconditionFailure("loader \(place.loader) has no batch \(place.batch)")
    }
    return batch
  }
}
