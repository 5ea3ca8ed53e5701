/// Hands out the batches of an epoch in order, made here or ahead of time by worker threads.
///
/// The batches are the same whatever the number of workers, and a loader that starts at batch k hands
/// out what another loader hands out after k batches.
public final class Loader {
  /// The place in the epoch of the batch that comes next: the cursor that a checkpoint records.
  public private(set) var cursor: Int

  private let make: @Sendable (Int) throws(DatasetError) -> HostBatch?
  private let prefetcher: Prefetcher?

  /// Starts at the batch `cursor`.
  ///
  /// - Parameter workers: threads that make batches ahead of time; with 0, `next()` makes them.
  ///
  /// **Throws** `noThread` when the system gives no thread.
  public convenience init(
    _ batches: EpochBatches, startingAt cursor: Int = 0, workers: Int = 0
  ) throws(DatasetError) {
    precondition(
      cursor >= 0 && cursor <= batches.count,
      "an epoch of \(batches.count) batches has no cursor \(cursor)")
    try self.init(startingAt: cursor, workers: min(workers, batches.count - cursor)) {
      (ordinal) throws(DatasetError) in
      ordinal < batches.count ? try batches.batch(ordinal) : nil
    }
  }

  /// Starts at the batch `cursor` of a stream: what comes before is read and dropped.
  ///
  /// - Parameter workers: 0, or any number for one thread that makes batches ahead of time.
  ///
  /// **Throws** `noThread` when the system gives no thread.
  public convenience init(
    _ batches: StreamBatches, startingAt cursor: Int = 0, workers: Int = 0
  ) throws(DatasetError) {
    precondition(cursor >= 0, "an epoch has no cursor \(cursor)")
    let stream = StreamCursor(batches, startingAt: cursor)
    try self.init(startingAt: cursor, workers: min(workers, 1)) {
      (ordinal) throws(DatasetError) in try stream.batch(ordinal)
    }
  }

  private init(
    startingAt cursor: Int, workers: Int,
    _ make: @escaping @Sendable (Int) throws(DatasetError) -> HostBatch?
  ) throws(DatasetError) {
    precondition(workers >= 0, "a number of workers is at least 0, but it is \(workers)")
    self.cursor = cursor
    self.make = make
    prefetcher =
      workers == 0 ? nil : try Prefetcher(startingAt: cursor, workers: workers, make)
  }

  deinit { prefetcher?.stop() }

  /// Returns the next batch, or nil at the end of the epoch.
  ///
  /// **Throws** `unreadableSample` when the batch could not be made, here or by a worker; the cursor
  /// stays where it is, and the next call throws again.
  public func next() throws(DatasetError) -> HostBatch? {
    let batch: HostBatch?
    if let prefetcher {
      batch = try prefetcher.take(cursor)
    } else {
      batch = try make(cursor)
    }
    if batch != nil { cursor += 1 }
    return batch
  }
}
