import NumericsContract

/// A batch to which samples are added one by one.
struct BatchBuilder {
  private let capacity: Int
  private let padding: Padding?
  /// Samples that are filled up once the longest is known.
  private var waiting: [Sample] = []
  private var first: (inputShape: [Int], labelShape: [Int], width: Int, labelWidth: Int)?
  private var inputs = HostNumbers.float32([])
  private var labels = HostNumbers.int32([])
  private var indices: [Int32] = []

  /// Makes room for `capacity` samples as soon as the first says how large they are.
  init(capacity: Int, padding: Padding? = nil) {
    self.capacity = capacity
    self.padding = padding
  }

  var count: Int { indices.count }

  /// Adds a sample, which must be of the first one's types and shapes, lengths excepted where there is a padding.
  mutating func append(_ sample: Sample, index: Int32) {
    sample.checkShapes()
    guard padding == nil else {
      waiting.append(sample)
      indices.append(index)
      return
    }
    if first == nil {
      first = (sample.inputShape, sample.labelShape, sample.input.count, sample.label.count)
      inputs = HostNumbers(zeros: capacity * sample.input.count, like: sample.input)
      labels = HostNumbers(zeros: capacity * sample.label.count, like: sample.label)
    }
    guard let first, first.inputShape == sample.inputShape, first.labelShape == sample.labelShape,
      inputs.type == sample.input.type, labels.type == sample.label.type
    else {
      preconditionFailure(
        "samples of a batch are alike, but sample \(index) is \(sample.input.type.rawValue) "
          + "\(sample.inputShape) with the label \(sample.label.type.rawValue) "
          + "\(sample.labelShape), and sample \(indices.first ?? 0) is \(inputs.type.rawValue) "
          + "\(first?.inputShape ?? []) with \(labels.type.rawValue) \(first?.labelShape ?? [])")
    }
    inputs.write(sample.input, at: count * first.width)
    labels.write(sample.label, at: count * first.labelWidth)
    indices.append(index)
  }

  /// The batch of all samples added so far, which are at least one.
  func batch(ordinal: Int) -> HostBatch {
    if let padding {
      var builder = BatchBuilder(capacity: count)
      for (sample, index) in zip(padding.filled(waiting), indices) {
        builder.append(sample, index: index)
      }
      return builder.batch(ordinal: ordinal)
    }
    guard let first else { preconditionFailure("batch \(ordinal) has no sample") }
    return HostBatch(
      inputs: count == capacity ? inputs : inputs[0..<count * first.width],
      inputShape: first.inputShape,
      labels: count == capacity ? labels : labels[0..<count * first.labelWidth],
      labelShape: first.labelShape, sampleIndices: indices, ordinal: ordinal)
  }
}
