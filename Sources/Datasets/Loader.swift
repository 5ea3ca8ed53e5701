/// Hands out the batches of an epoch in order, made here or ahead of time by worker threads.
///
/// The batches are the same whatever the number of workers, and a loader that starts at batch k hands
/// out what another loader hands out after k batches.
public final class Loader {
  /// The place in the epoch of the batch that comes next: the cursor that a checkpoint records.
  public private(set) var cursor: Int

  private let batches: EpochBatches
  private let prefetcher: Prefetcher?

  /// Starts at the batch `cursor`.
  ///
  /// - Parameter workers: threads that make batches ahead of time; with 0, `next()` makes them.
  ///
  /// **Throws** `noThread` when the system gives no thread.
  public init(
    _ batches: EpochBatches, startingAt cursor: Int = 0, workers: Int = 0
  ) throws(DatasetError) {
    precondition(
      cursor >= 0 && cursor <= batches.count,
      "an epoch of \(batches.count) batches has no cursor \(cursor)")
    precondition(workers >= 0, "a number of workers is at least 0, but it is \(workers)")
    self.cursor = cursor
    self.batches = batches
    prefetcher =
      workers == 0
      ? nil : try Prefetcher(batches, startingAt: cursor, workers: workers)
  }

  deinit { prefetcher?.stop() }

  /// Returns the next batch, or nil at the end of the epoch.
  ///
  /// **Throws** `unreadableSample` when the batch could not be made, here or by a worker; the cursor
  /// stays where it is, and the next call throws again.
  public func next() throws(DatasetError) -> HostBatch? {
    guard cursor < batches.count else { return nil }
    let batch: HostBatch
    if let prefetcher {
      batch = try prefetcher.take(cursor)
    } else {
      batch = try batches.batch(cursor)
    }
    cursor += 1
    return batch
  }
}
