import Datasets
import Testing

@Suite struct CIFARDatasetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A record whose red, green and blue of pixel p are p, p + 1 and p + 2, modulo 256.
  private func record(_ labels: [UInt8], first: Int = 0) -> [UInt8] {
    labels + (0..<3).flatMap { channel in (0..<1024).map { UInt8(($0 + first + channel) % 256) } }
  }

  @Test("CIFAR: planes become pixels of three channels, files follow one another")
  func ten() throws {
    let one = try folder.write(record([3]) + record([9], first: 50), "batch1.bin")
    let two = try folder.write(record([0], first: 7), "batch2.bin")
    let dataset = try CIFARDataset.load(paths: [one, two])
    #expect(dataset.count == 3 && dataset.inputShape == [32, 32, 3])
    #expect(dataset.labels == [3, 9, 0])
    #expect(Array(dataset.pixels.prefix(6)) == [0, 1, 2, 1, 2, 3])
    #expect(Array(dataset.pixels[3072..<3075]) == [50, 51, 52])
    let batches = try batches(of: dataset)
    #expect(batches[1].inputs.floats.prefix(3) == [Float(7) / 255, Float(8) / 255, Float(9) / 255])
    #expect(batches[1].shape == [1, 32, 32, 3])
  }

  @Test("CIFAR: of the two labels of CIFAR-100 one is taken")
  func hundred() throws {
    let path = try folder.write(record([19, 99]) + record([4, 20]), "train.bin")
    #expect(try CIFARDataset.load(paths: [path], labels: .fine).labels == [99, 20])
    #expect(try CIFARDataset.load(paths: [path], labels: .coarse).labels == [19, 4])
  }

  @Test("CIFAR: partial records and labels that do not exist are refused with file and byte")
  func damage() throws {
    func load(_ bytes: [UInt8], _ labels: CIFARDataset.Labels = .ten) throws {
      _ = try CIFARDataset.load(paths: [folder.write(bytes, "x.bin")], labels: labels)
    }
    let path = folder.path("x.bin")
    expectMalformed(path, at: 0, "3073") { try load([]) }
    expectMalformed(path, at: 3073, "found 3072 bytes") {
      try load((record([1]) + record([1])).dropLast())
    }
    expectMalformed(path, at: 3073, "below 10", "record 1", "found 10") {
      try load(record([1]) + record([10]))
    }
    expectMalformed(path, at: 0, "below 20") { try load(record([20, 5]), .fine) }
    expectMalformed(path, at: 1, "below 100") { try load(record([19, 100]), .coarse) }
  }
}
