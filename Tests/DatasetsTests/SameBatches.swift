import Datasets
import Testing

/// Checks that 0, 1 and 4 workers give the same batches, from the start and from the middle.
func expectSameBatches(
  _ batches: EpochBatches, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let alone = try (0..<batches.count).map { try batches.batch($0) }
  #expect(!alone.isEmpty, sourceLocation: sourceLocation)
  for workers in [0, 1, 4] {
    for cursor in Set([0, 1, batches.count / 2, batches.count]).sorted() {
      let loader = try Loader(batches, startingAt: cursor, workers: workers)
      var loaded: [HostBatch] = []
      while let batch = try loader.next() { loaded.append(batch) }
      #expect(
        loaded == Array(alone.dropFirst(cursor)), "\(workers) workers from batch \(cursor)",
        sourceLocation: sourceLocation)
    }
  }
}
