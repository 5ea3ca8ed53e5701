import Datasets

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
  func next() throws -> HostTrainingBatch? {
    guard cursor < count else { return nil }
    let place = combined.firstPlace(ofBatch: cursor, epoch: epoch)
    let first = try part(place)
    let others = try combined.otherPlaces(ofBatch: cursor, epoch: epoch).map(part)
    defer { cursor += 1 }
    return HostTrainingBatch(first: first, others: others, loader: place.loader, ordinal: cursor)
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
