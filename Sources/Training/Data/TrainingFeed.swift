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
  /// The next batch of a stream.
  private var ahead: HostTrainingBatch?
  private var streamEnded = false

  /// Starts at the batch `cursor` of an epoch of `count` batches, or of as many as a stream has if these are
  /// fewer.
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

  /// Whether the epoch has no further batch; of a stream a batch is read ahead to know.
  var isAtEnd: Bool {
    get throws {
      guard cursor < count else { return true }
      guard combined.batchCount == nil else { return false }
      if ahead == nil, !streamEnded {
        ahead = try read()
        streamEnded = ahead == nil
      }
      return ahead == nil
    }
  }

  /// The next batch, or nil at the end of the epoch.
  func next() throws -> HostTrainingBatch? {
    guard try !isAtEnd else { return nil }
    let batch = try ahead ?? read()
    ahead = nil
    cursor += 1
    return batch
  }

  private func read() throws -> HostTrainingBatch? {
    let place = combined.firstPlace(ofBatch: cursor, epoch: epoch)
    guard let first = try part(place) else { return nil }
    let others = try combined.otherPlaces(ofBatch: cursor, epoch: epoch).compactMap(part)
    return HostTrainingBatch(first: first, others: others, loader: place.loader, ordinal: cursor)
  }

  private func part(_ place: CombinedLoader.Place) throws -> HostBatch? {
    let loader: Loader
    if let known = open[place.loader], known.epoch == place.epoch {
      loader = known.loader
    } else {
      loader = try combined.loaders[place.loader].open(
        seed: seed, epoch: place.epoch, startingAt: place.batch, workers: workers)
      open[place.loader] = (place.epoch, loader)
    }
    let batch = try loader.next()
    precondition(
      batch != nil || combined.batchCount == nil,
      "loader \(place.loader) has no batch \(place.batch)")
    return batch
  }
}
