public import NumericsContract

/// A dataset with binary32 inputs and a class index a sample, in memory.
public typealias InMemoryDataset = ArrayDataset<Float, Int32>

/// A dataset whose samples lie in memory.
public struct ArrayDataset<Element: SampleElement, Label: SampleElement>: Dataset {
  /// All inputs, one sample after the other, each row-major.
  public let inputs: [Element]
  /// The label of each sample, one after the other, each row-major.
  public let labels: [Label]
  public let count: Int
  public let inputShape: [Int]
  public let labelShape: [Int]

  /// SHA-256 of "lockstep-dataset-1", the count of samples, the rank and the lengths of the input
  /// shape as 64-bit integers, the inputs' binary32 bits, and the labels as 32-bit integers; all
  /// little-endian.
  ///
  /// With int32 inputs, binary32 labels, or labels that have a shape: of "lockstep-dataset-2", the
  /// inputs' type by name, a zero byte, the labels' type by name, a zero byte, the count of samples with
  /// each of the shapes as above, the inputs and the labels.
  public let digest: SHA256Digest

  /// Numbers in one sample's input and label.
  private let inputCount: Int
  private let labelCount: Int

  /// Takes inputs of the shape [samples] + `inputShape` and labels of the shape [samples] + `labelShape`.
  public init(inputs: [Element], labels: [Label], inputShape: [Int], labelShape: [Int] = []) {
    precondition(
      inputShape.allSatisfy { $0 >= 0 } && labelShape.allSatisfy { $0 > 0 },
      "lengths of an input's shape are at least 0, those of a label's at least 1: \(inputShape), "
        + "\(labelShape)")
    inputCount = inputShape.reduce(1, *)
    labelCount = labelShape.reduce(1, *)
    count = labels.count / labelCount
    precondition(
      inputs.count == count * inputCount && labels.count == count * labelCount,
      "\(labels.count) numbers of labels of shape \(labelShape) with inputs of shape "
        + "\(inputShape) need \(count * inputCount) input elements, but there are \(inputs.count)")
    self.inputs = inputs
    self.labels = labels
    self.inputShape = inputShape
    self.labelShape = labelShape
    var hasher = SHA256Hasher()
    let shape = [count] + inputShape
    if Element.type == .float32, Label.type == .int32, labelShape.isEmpty {
      hasher.update(utf8: "lockstep-dataset-1")
      hasher.update(shape: shape)
    } else {
      hasher.update(utf8: "lockstep-dataset-2")
      hasher.update(name: Element.type)
      hasher.update(name: Label.type)
      hasher.update(shape: shape)
      hasher.update(shape: [count] + labelShape)
    }
    hasher.update(numbers: Element.numbers(inputs))
    hasher.update(numbers: Label.numbers(labels))
    digest = hasher.finalize()
  }

  public func copyInput(_ index: Int, into input: inout MutableSpan<Element>) {
    check(index, inputShape, inputCount, room: input.count)
    Element.copy(inputs, from: index * inputCount, into: &input)
  }

  public func copyLabel(_ index: Int, into label: inout MutableSpan<Label>) {
    check(index, labelShape, labelCount, room: label.count)
    Label.copy(labels, from: index * labelCount, into: &label)
  }

  private func check(_ index: Int, _ shape: [Int], _ length: Int, room: Int) {
    precondition(
      room == length && index >= 0 && index < count,
      "sample \(index) of \(count) has \(length) elements of shape \(shape), but there is room for "
        + "\(room)")
  }

  /// Returns the label of the sample `index`, which is a single number.
  public func label(_ index: Int) -> Label {
    precondition(labelShape.isEmpty, "labels of the shape \(labelShape) are no single numbers")
    return labels[index]
  }
}
