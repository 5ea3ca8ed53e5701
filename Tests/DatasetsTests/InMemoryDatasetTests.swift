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
}
