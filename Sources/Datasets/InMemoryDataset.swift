public import NumericsContract

/// A dataset whose samples lie in memory.
public struct InMemoryDataset: Dataset {
  /// All inputs, one sample after the other, each row-major.
  public let inputs: [Float]
  /// One label for each sample.
  public let labels: [Int32]
  public let inputShape: [Int]

  /// SHA-256 of "lockstep-dataset-1", the count of samples, the rank and the lengths of the input
  /// shape as 64-bit integers, the inputs' binary32 bits, and the labels as 32-bit integers; all
  /// little-endian.
  public let digest: SHA256Digest

  /// Number of elements in one sample's input.
  private let inputCount: Int

  /// Takes inputs of the shape [labels.count] + `inputShape`.
  public init(inputs: [Float], labels: [Int32], inputShape: [Int]) {
    precondition(
      inputShape.allSatisfy { $0 >= 0 }, "lengths of a shape are at least 0: \(inputShape)")
    inputCount = inputShape.reduce(1, *)
    precondition(
      inputs.count == labels.count * inputCount,
      "\(labels.count) labels with inputs of shape \(inputShape) need "
        + "\(labels.count * inputCount) input elements, but there are \(inputs.count)")
    self.inputs = inputs
    self.labels = labels
    self.inputShape = inputShape
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-dataset-1")
    hasher.update(shape: [labels.count] + inputShape)
    hasher.update(floats: inputs)
    hasher.update(int32s: labels)
    digest = hasher.finalize()
  }

  public var count: Int { labels.count }

  public func copyInput(_ index: Int, into input: inout MutableSpan<Float>) {
    precondition(
      input.count == inputCount,
      "an input of shape \(inputShape) has \(inputCount) elements, but there is room for "
        + "\(input.count)")
    let start = index * inputCount
    unsafe input.withUnsafeMutableBufferPointer { buffer in
      _ = unsafe buffer.update(fromContentsOf: inputs[start..<start + inputCount])
    }
  }

  /// Returns the label of the sample `index`.
  public func label(_ index: Int) -> Int32 { labels[index] }

  public func appendLabel(_ index: Int, to labels: inout [Int32]) { labels.append(label(index)) }
}
