public import NumericsContract

/// Some samples side by side in host memory.
public struct HostBatch: Sendable, Equatable {
  /// The inputs, row-major, of the shape `shape`.
  public let inputs: HostNumbers
  /// The number of samples, followed by the shape of one input.
  public let shape: [Int]
  /// The label of each sample, row-major, of the shape `labelShape`.
  public let labels: HostNumbers
  /// The number of samples, followed by the shape of one label.
  public let labelShape: [Int]
  /// The index of each sample in the whole dataset.
  public let sampleIndices: [Int32]
  /// The batch's place in its epoch, from 0.
  public let ordinal: Int

  /// SHA-256 of "lockstep-batch-1", the shape (count, rank of an input, its lengths, as 64-bit
  /// integers), the sample indices, the inputs' binary32 bits and the labels; all little-endian.
  ///
  /// With int32 inputs, or labels that have a shape: of "lockstep-batch-2", the inputs' type by name, a
  /// zero byte, both shapes, the sample indices, the inputs and the labels.
  ///
  /// With binary32 labels: of "lockstep-batch-3", the inputs' type by name, a zero byte, the labels' type
  /// by name, a zero byte, both shapes, the sample indices, the inputs and the labels.
  public let digest: SHA256Digest

  /// Number of samples.
  public var count: Int { sampleIndices.count }

  init(
    inputs: HostNumbers, inputShape: [Int], labels: HostNumbers, labelShape: [Int],
    sampleIndices: [Int32], ordinal: Int
  ) {
    self.inputs = inputs
    shape = [sampleIndices.count] + inputShape
    self.labels = labels
    self.labelShape = [sampleIndices.count] + labelShape
    self.sampleIndices = sampleIndices
    self.ordinal = ordinal
    var hasher = SHA256Hasher()
    switch (inputs, labels) {
    case (.float32, .int32) where labelShape.isEmpty:
      hasher.update(utf8: "lockstep-batch-1")
      hasher.update(shape: shape)
    case (_, .int32):
      hasher.update(utf8: "lockstep-batch-2")
      hasher.update(name: inputs.type)
      hasher.update(shape: shape)
      hasher.update(shape: self.labelShape)
    case (_, .float32):
      hasher.update(utf8: "lockstep-batch-3")
      hasher.update(name: inputs.type)
      hasher.update(name: labels.type)
      hasher.update(shape: shape)
      hasher.update(shape: self.labelShape)
    }
    hasher.update(int32s: sampleIndices)
    hasher.update(numbers: inputs)
    hasher.update(numbers: labels)
    digest = hasher.finalize()
  }
}
