import Synchronization

/// One pass over the batches of a stream, which are asked for in order.
final class StreamCursor: Sendable {
  private struct State {
    var reader: (any SampleReader)?
    /// Place in the epoch of the sample that comes next.
    var place = 0
    var nextOrdinal: Int
    var isAtEnd = false
    var failure: DatasetError?
  }

  private let batches: StreamBatches
  private let state: Mutex<State>

  /// Starts at the batch `ordinal`; nothing is read before it is asked for.
  init(_ batches: StreamBatches, startingAt ordinal: Int) {
    self.batches = batches
    state = Mutex(State(nextOrdinal: ordinal))
  }

  /// Makes the batch `ordinal`, or returns nil when the epoch has ended before it.
  ///
  /// **Throws** `unreadableSample` when the stream throws, and the same again from then on.
  func batch(_ ordinal: Int) throws(DatasetError) -> HostBatch? {
    try state.withLock { (state: inout State) throws(DatasetError) -> HostBatch? in
      if let failure = state.failure { throw failure }
      precondition(
        ordinal == state.nextOrdinal || state.isAtEnd,
        "batch \(state.nextOrdinal) of a stream comes next, not batch \(ordinal)")
      do {
        let batch = try read(ordinal, &state)
        state.nextOrdinal += 1
        return batch
      } catch {
        let failure = DatasetError(
          .unreadableSample,
          "sample \(state.place) of the stream could not be read for batch \(ordinal) of epoch "
            + "\(batches.epoch): \(error); repair the data, then resume the run")
        state.failure = failure
        throw failure
      }
    }
  }

  private func read(_ ordinal: Int, _ state: inout State) throws -> HostBatch? {
    let size = batches.plan.batchSize
    if state.reader == nil {
      state.reader = try batches.dataset.makeReader(epoch: batches.epoch)
      // What an earlier run had used is read again and dropped.
      let (used, overflow) = ordinal.multipliedReportingOverflow(by: size)
      while overflow || state.place < used, try next(&state) != nil {}
    }
    var builder = BatchBuilder(capacity: size, padding: batches.plan.padding)
    while builder.count < size {
      let place = state.place
      guard var sample = try next(&state) else { break }
      guard let index = Int32(exactly: place) else { throw TooManySamples() }
      batches.chain.apply(to: &sample, index: place)
      builder.append(sample, index: index)
    }
    if builder.count == 0 || builder.count < size && batches.plan.dropsLast { return nil }
    return builder.batch(ordinal: ordinal)
  }

  private func next(_ state: inout State) throws -> Sample? {
    guard !state.isAtEnd, let sample = try state.reader?.next() else {
      state.isAtEnd = true
      return nil
    }
    state.place += 1
    return sample
  }

  private struct TooManySamples: Error, CustomStringConvertible {
    let description = "an epoch of a stream has at most 2^31 samples"
  }
}
