import Datasets
import Testing

/// Checks that reading a file fails with its name, a place in it, and some words.
func expectMalformed(
  _ file: String, at offset: Int?, _ words: String...,
  sourceLocation: SourceLocation = #_sourceLocation,
  reading: () throws -> Void
) {
  let error = #expect(throws: DatasetError.self, sourceLocation: sourceLocation) { try reading() }
  guard let error else { return }
  #expect(error.code == .malformedFile, "\(error)", sourceLocation: sourceLocation)
  #expect(error.offset == offset, "\(error)", sourceLocation: sourceLocation)
  #expect(error.file?.hasPrefix(file) == true, "\(error)", sourceLocation: sourceLocation)
  for word in [file, "expected", "found"] + words + (offset.map { ["byte \($0)"] } ?? []) {
    #expect(
      error.description.contains(word), "'\(word)' in: \(error)", sourceLocation: sourceLocation)
  }
}

/// The batches of a dataset, in order, also checked for several numbers of workers.
func batches(
  of dataset: any Dataset, size: Int = 2, sourceLocation: SourceLocation = #_sourceLocation
) throws -> [HostBatch] {
  let epoch = EpochBatches(
    of: dataset, order: SequentialOrder(count: dataset.count), plan: BatchPlan(batchSize: size),
    seed: 1, epoch: 0)
  try expectSameBatches(epoch, sourceLocation: sourceLocation)
  return try (0..<epoch.count).map { try epoch.batch($0) }
}

/// The bytes of hexadecimal digits.
func bytes(hex: String) -> [UInt8] {
  let digits = Array(hex)
  return stride(from: 0, to: digits.count, by: 2).compactMap {
    UInt8(String(digits[$0...$0 + 1]), radix: 16)
  }
}
