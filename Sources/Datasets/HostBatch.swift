public import NumericsContract

/// Some samples side by side in host memory.
public struct HostBatch: Sendable, Equatable {
  /// The inputs, row-major, of the shape `shape`.
  public let inputs: [Float]
  /// The number of samples, followed by the shape of one input.
  public let shape: [Int]
  /// The label of each sample.
  public let labels: [Int32]
  /// The index of each sample in the whole dataset.
  public let sampleIndices: [Int32]
  /// The batch's place in its epoch, from 0.
  public let ordinal: Int

  /// SHA-256 of "lockstep-batch-1", the shape (count, rank of an input, its lengths, as 64-bit
  /// integers), the sample indices, the inputs' binary32 bits and the labels; all little-endian.
  public let digest: SHA256Digest

  /// Number of samples.
  public var count: Int { labels.count }

  init(
    inputs: [Float], inputShape: [Int], labels: [Int32], sampleIndices: [Int32], ordinal: Int
  ) {
    self.inputs = inputs
    shape = [labels.count] + inputShape
    self.labels = labels
    self.sampleIndices = sampleIndices
    self.ordinal = ordinal
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-batch-1")
    hasher.update(shape: shape)
    hasher.update(int32s: sampleIndices)
    hasher.update(floats: inputs)
    hasher.update(int32s: labels)
    digest = hasher.finalize()
  }
}
