/// Copies samples of a dataset into rows of numbers, with the dataset's types settled.
struct SampleCopier<Data: Dataset>: Sendable {
  private let dataset: Data
  let inputShape: [Int]
  let labelShape: [Int]
  private let width: Int
  private let labelWidth: Int
  private let zeros: (input: HostNumbers, label: HostNumbers)

  init(_ dataset: Data) {
    self.dataset = dataset
    inputShape = dataset.inputShape
    labelShape = dataset.labelShape
    width = inputShape.reduce(1, *)
    labelWidth = labelShape.reduce(1, *)
    zeros = (Data.Element.numbers([]), Data.Label.numbers([]))
  }

  /// Reads all inputs, then all labels.
  ///
  /// **Throws** what the dataset throws, as `failure` puts it.
  func read(
    _ indices: [Int32], failure: (_ index: Int32, any Error) -> DatasetError
  ) throws(DatasetError) -> (inputs: HostNumbers, labels: HostNumbers) {
    var inputs = HostNumbers(zeros: indices.count * width, like: zeros.input)
    var labels = HostNumbers(zeros: indices.count * labelWidth, like: zeros.label)
    var current: Int32 = 0
    do {
      try Data.Element.writeRows(of: &inputs, width: width) { row, span in
        current = indices[row]
        try dataset.copyInput(Int(current), into: &span)
      }
      try Data.Label.writeRows(of: &labels, width: labelWidth) { row, span in
        current = indices[row]
        try dataset.copyLabel(Int(current), into: &span)
      }
    } catch {
      throw failure(current, error)
    }
    return (inputs, labels)
  }

  /// Reads one sample, of its own length.
  ///
  /// **Throws** what the dataset throws.
  func sample(_ index: Int) throws -> Sample {
    let inputShape = dataset.inputShape(of: index)
    let labelShape = dataset.labelShape(of: index)
    let width = inputShape.reduce(1, *)
    let labelWidth = labelShape.reduce(1, *)
    var input = HostNumbers(zeros: width, like: zeros.input)
    var label = HostNumbers(zeros: labelWidth, like: zeros.label)
    try Data.Element.writeRows(of: &input, width: width) { _, span in
      try dataset.copyInput(index, into: &span)
    }
    try Data.Label.writeRows(of: &label, width: labelWidth) { _, span in
      try dataset.copyLabel(index, into: &span)
    }
    return Sample(input: input, inputShape: inputShape, label: label, labelShape: labelShape)
  }
}
