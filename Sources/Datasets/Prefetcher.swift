/// Worker threads that make the batches of an epoch ahead of time.
///
/// A worker claims the next unclaimed batch and puts the result into the slot that belongs to that
/// batch, so the order in which workers finish cannot be seen. At most two batches a worker are
/// waiting at any time.
final class Prefetcher {
  private struct State: Sendable {
    /// The next batch that no worker has claimed.
    var unclaimed: Int
    /// The next batch that the loader will take.
    var wanted: Int
    /// Batch k lies in slot k mod count, from when it is made until it is taken.
    var slots: [Result<HostBatch, DatasetError>?]
    var isStopped = false
  }

  private let monitor: Monitor<State>
  private var threads: [WorkerThread] = []

  init(
    _ batches: EpochBatches, startingAt first: Int, workers: Int
  ) throws(DatasetError) {
    let useful = min(workers, batches.count - first)
    let monitor = Monitor(
      State(
        unclaimed: first, wanted: first,
        slots: Array(repeating: nil, count: max(1, 2 * useful))))
    self.monitor = monitor
    do {
      for _ in 0..<useful {
        threads.append(try WorkerThread { Prefetcher.work(batches, monitor) })
      }
    } catch {
      stop()
      throw error
    }
  }

  /// Waits for the batch `ordinal`, which must be the one after the last taken.
  func take(_ ordinal: Int) throws(DatasetError) -> HostBatch {
    let result = monitor.wait { state -> Result<HostBatch, DatasetError>? in
      precondition(
        ordinal == state.wanted && !state.isStopped,
        "batch \(state.wanted) of a running prefetcher comes next, not batch \(ordinal)")
      let slot = ordinal % state.slots.count
      // A failure stays in its slot, so that asking again fails again.
      if case .success? = state.slots[slot] {
        defer {
          state.slots[slot] = nil
          state.wanted += 1
        }
        return state.slots[slot]
      }
      return state.slots[slot]
    }
    return try result.get()
  }

  /// Lets every worker finish the batch it is making, and waits until all threads have ended.
  func stop() {
    monitor.update { $0.isStopped = true }
    for thread in threads { thread.join() }
    threads = []
  }

  private static func work(_ batches: EpochBatches, _ monitor: Monitor<State>) {
    while let ordinal = claim(batches.count, monitor) {
      let result = Result { () throws(DatasetError) in try batches.batch(ordinal) }
      monitor.update { $0.slots[ordinal % $0.slots.count] = result }
    }
  }

  /// Waits for a batch to make, or returns nil when there will be none.
  private static func claim(_ end: Int, _ monitor: Monitor<State>) -> Int? {
    monitor.wait { state -> Int?? in
      if state.isStopped || state.unclaimed == end { return .some(nil) }
      if state.unclaimed == state.wanted + state.slots.count { return nil }
      defer { state.unclaimed += 1 }
      return .some(state.unclaimed)
    }
  }
}
