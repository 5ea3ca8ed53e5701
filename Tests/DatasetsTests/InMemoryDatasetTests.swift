import Datasets
import NumericsContract
import Testing

@Suite struct InMemoryDatasetTests {
  @Test("Dataset: the digest is SHA-256 of header, inputs and labels, little-endian")
  func digest() {
    let dataset = InMemoryDataset(
      inputs: [1, 2, 3, 4, 5, 6], labels: [7, -1], inputShape: [3])
    var bytes = Array("lockstep-dataset-1".utf8)
    for number in [2, 1, 3] as [UInt64] {
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    for word in dataset.inputs.map(\.bitPattern) + [7, 0xFFFF_FFFF] as [UInt32] {
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    #expect(dataset.digest == SHA256Digest.digest(of: bytes))
  }

  @Test("Dataset: shape, inputs and labels all reach the digest")
  func digestSeparates() {
    let digests = [
      InMemoryDataset(inputs: [1, 2, 3, 4], labels: [0, 1], inputShape: [2]),
      InMemoryDataset(inputs: [1, 2, 3, 4], labels: [0, 1], inputShape: [2, 1]),
      InMemoryDataset(inputs: [1, 2, 3, 4], labels: [1, 1], inputShape: [2]),
      InMemoryDataset(inputs: [1, 2, 3, 5], labels: [0, 1], inputShape: [2]),
      InMemoryDataset(inputs: [], labels: [0, 1], inputShape: [0]),
    ].map(\.digest)
    #expect(Set(digests).count == digests.count)
  }

  @Test("Dataset: copying an input writes that sample over the whole room")
  func copying() {
    let dataset = InMemoryDataset(
      inputs: [1, 2, 3, 4, 5, 6], labels: [7, 8], inputShape: [3])
    var room: [Float] = [9, 9, 9]
    var span = room.mutableSpan
    dataset.copyInput(1, into: &span)
    #expect(room == [4, 5, 6])
  }

  @Test("Dataset: labels of any type and shape have a digest of their own and reach the batch")
  func realLabels() throws {
    let dataset = ArrayDataset<Int32, Float>(
      inputs: [1, 2, 3, 4], labels: [0.5, -1, 2, 3, 4, 5], inputShape: [2], labelShape: [3])
    #expect(dataset.count == 2)
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-dataset-2int32\0float32\0")
    for number in [2, 1, 2, 2, 1, 3] as [UInt64] { hasher.update(le64: number) }
    hasher.update(int32s: dataset.inputs)
    hasher.update(floats: dataset.labels)
    #expect(dataset.digest == hasher.finalize())
    let batches = EpochBatches(
      of: dataset, order: SequentialOrder([1, 0]), plan: BatchPlan(batchSize: 1), seed: 1, epoch: 0)
    let batch = try batches.batch(0)
    #expect(batch.inputs == .int32([3, 4]) && batch.labels == .float32([3, 4, 5]))
    #expect(batch.shape == [1, 2] && batch.labelShape == [1, 3])
    try expectSameBatches(batches)
  }

  @Test("Dataset: a single binary32 label is a regression's target")
  func regression() {
    let dataset = ArrayDataset(
      inputs: [1, 2] as [Float], labels: [0.5, 7] as [Float], inputShape: [1])
    #expect(dataset.label(1) == 7 && dataset.count == 2 && dataset.labelShape == [])
    let classes = InMemoryDataset(inputs: [1, 2], labels: [0, 7], inputShape: [1])
    #expect(classes.digest != dataset.digest)
  }
}
