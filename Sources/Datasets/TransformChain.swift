import NumericsContract

/// Transforms in the order in which they are applied, each with its stream.
struct TransformChain: Sendable {
  private let links: [(transform: any Transform, stream: RandomStream)]
  private let epoch: Int

  init(_ transforms: [any Transform], seed: UInt64, epoch: Int) {
    precondition(
      epoch >= 0 && epoch < 1 << 24, "an epoch lies in 0 ..< 2^24, but it is \(epoch)")
    self.epoch = epoch
    links = transforms.enumerated().map { place, transform in
      (transform, RandomStream(seed: seed, name: "augment", call: UInt32(place)))
    }
  }

  var isEmpty: Bool { links.isEmpty }

  /// Changes the sample `index` of the dataset, or of the epoch where samples have no index.
  func apply(to sample: inout Sample, index: Int) {
    let position = UInt64(epoch) << 40 + UInt64(index)
    for (transform, stream) in links {
      transform.apply(to: &sample, random: stream.at(position: position))
    }
  }

  /// Changes samples that lie side by side, and makes a batch of what comes out.
  func batch(
    inputs: HostNumbers, inputShape: [Int], labels: HostNumbers, labelShape: [Int],
    sampleIndices: [Int32], ordinal: Int
  ) -> HostBatch {
    let width = inputShape.reduce(1, *)
    let labelWidth = labelShape.reduce(1, *)
    var builder = BatchBuilder(capacity: sampleIndices.count)
    // One sample's memory serves all of them, as far as the transforms leave it alone.
    var sample = Sample(
      input: HostNumbers(zeros: width, like: inputs), inputShape: inputShape,
      label: HostNumbers(zeros: labelWidth, like: labels), labelShape: labelShape)
    for (row, index) in sampleIndices.enumerated() {
      sample.input.replace(by: inputs, row * width..<(row + 1) * width)
      sample.inputShape = inputShape
      sample.label.replace(by: labels, row * labelWidth..<(row + 1) * labelWidth)
      sample.labelShape = labelShape
      apply(to: &sample, index: Int(index))
      builder.append(sample, index: index)
    }
    return builder.batch(ordinal: ordinal)
  }
}
