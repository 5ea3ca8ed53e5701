/// Worker threads that make the batches of an epoch ahead of time.
///
/// A worker claims the next unclaimed batch and puts the result into the slot that belongs to that
/// batch, so the order in which workers finish cannot be seen. At most two batches a worker are
/// waiting at any time.
final class Prefetcher {
  private struct State: Sendable {
    /// The next batch that no worker has claimed.
    var unclaimed: Int
    /// A batch that the epoch does not have, once a worker has found out.
    var end = Int.max
    /// The next batch that the loader will take.
    var wanted: Int
    /// Batch k lies in slot k mod count, from when it is made until it is taken; nil ends the epoch.
    var slots: [Result<HostBatch?, DatasetError>?]
    var isStopped = false
  }

  private let monitor: Monitor<State>
  private var threads: [WorkerThread] = []

  /// Starts workers that make batches from `first` on; `make` returns nil after the last.
  init(
    startingAt first: Int, workers: Int,
    _ make: @escaping @Sendable (Int) throws(DatasetError) -> HostBatch?
  ) throws(DatasetError) {
    let monitor = Monitor(
      State(unclaimed: first, wanted: first, slots: Array(repeating: nil, count: 2 * workers)))
    self.monitor = monitor
    do {
      for _ in 0..<workers {
        threads.append(try WorkerThread { Prefetcher.work(monitor, make) })
      }
    } catch {
      stop()
      throw error
    }
  }

  /// Waits for the batch `ordinal`, which must be the one after the last taken; nil after the last.
  func take(_ ordinal: Int) throws(DatasetError) -> HostBatch? {
    let result = monitor.wait { state -> Result<HostBatch?, DatasetError>? in
      precondition(
        ordinal == state.wanted && !state.isStopped,
        "batch \(state.wanted) of a running prefetcher comes next, not batch \(ordinal)")
      let slot = ordinal % state.slots.count
      // A failure and the end stay in their slot, so that asking again tells the same again.
      if case .success(_?)? = state.slots[slot] {
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

  private static func work(
    _ monitor: Monitor<State>, _ make: (Int) throws(DatasetError) -> HostBatch?
  ) {
    while let ordinal = claim(monitor) {
      let result = Result { () throws(DatasetError) in try make(ordinal) }
      monitor.update { state in
        state.slots[ordinal % state.slots.count] = result
        if case .success(nil) = result { state.end = min(state.end, ordinal) }
      }
    }
  }

  /// Waits for a batch to make, or returns nil when there will be none.
  private static func claim(_ monitor: Monitor<State>) -> Int? {
    monitor.wait { state -> Int?? in
      if state.isStopped || state.unclaimed >= state.end { return .some(nil) }
      if state.unclaimed == state.wanted + state.slots.count { return nil }
      defer { state.unclaimed += 1 }
      return .some(state.unclaimed)
    }
  }
}
