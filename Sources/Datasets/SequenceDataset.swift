public import NumericsContract

/// Sequences of different lengths in memory, with a label each, or one at each place.
///
/// Their loader needs a `Padding`. `BucketedOrder` puts sequences of similar lengths into a batch.
public struct SequenceDataset<Element: SampleElement, Label: SampleElement>: Dataset {
  /// The sequences, each row-major.
  public let inputs: [[Element]]
  /// The labels of each sequence.
  public let labels: [[Label]]
  /// The shape of the longest sequence's input.
  public let inputShape: [Int]
  /// The shape of the longest sequence's label; empty where a sequence has one.
  public let labelShape: [Int]

  /// SHA-256 of "lockstep-sequences-1", the inputs' type by name, a zero byte, the labels' type by name, a
  /// zero byte, the count of sequences with the shape of the longest input and label, and for each sequence
  /// the shape of its input, the input and the label; all little-endian, shapes as for `ArrayDataset`.
  public let digest: SHA256Digest

  private let placeShape: [Int]

  /// Takes sequences with a label at each place.
  ///
  /// - Parameter placeShape: The shape of what is at a place: empty for a single number, such as a token.
  public init(inputs: [[Element]], labels: [[Label]], placeShape: [Int] = []) {
    self.init(inputs, labels, placeShape: placeShape, hasLabelAtEachPlace: true)
  }

  /// Takes sequences with a label each.
  ///
  /// - Parameter placeShape: The shape of what is at a place: empty for a single number, such as a token.
  public init(inputs: [[Element]], labels: [Label], placeShape: [Int] = []) {
    self.init(inputs, labels.map { [$0] }, placeShape: placeShape, hasLabelAtEachPlace: false)
  }

  private init(
    _ inputs: [[Element]], _ labels: [[Label]], placeShape: [Int], hasLabelAtEachPlace: Bool
  ) {
    let width = placeShape.reduce(1, *)
    precondition(
      placeShape.allSatisfy { $0 > 0 } && inputs.count == labels.count,
      "lengths of a place's shape are at least 1 and each sequence has a label, but the shape is "
        + "\(placeShape), with \(inputs.count) sequences and \(labels.count) labels")
    for (index, input) in inputs.enumerated() {
      let expected = hasLabelAtEachPlace ? input.count / width : 1
      precondition(
        input.count % width == 0 && labels[index].count == expected,
        "sequence \(index) of \(input.count) numbers with places of shape \(placeShape) needs "
          + "\(expected) labels and whole places, but has \(labels[index].count) labels")
    }
    self.inputs = inputs
    self.labels = labels
    self.placeShape = placeShape
    let longest = (inputs.map(\.count).max() ?? 0) / width
    inputShape = [longest] + placeShape
    labelShape = hasLabelAtEachPlace ? [longest] : []
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-sequences-1")
    hasher.update(name: Element.type)
    hasher.update(name: Label.type)
    hasher.update(shape: [inputs.count] + inputShape)
    hasher.update(shape: [inputs.count] + labelShape)
    for (input, label) in zip(inputs, labels) {
      hasher.update(shape: [input.count / width] + placeShape)
      hasher.update(numbers: Element.numbers(input))
      hasher.update(numbers: Label.numbers(label))
    }
    digest = hasher.finalize()
  }

  public var count: Int { inputs.count }

  public func inputShape(of index: Int) -> [Int] {
    [inputs[index].count / placeShape.reduce(1, *)] + placeShape
  }

  public func labelShape(of index: Int) -> [Int] {
    labelShape.isEmpty ? [] : [labels[index].count]
  }

  public func copyInput(_ index: Int, into input: inout MutableSpan<Element>) {
    check(index, inputs[index].count, room: input.count)
    Element.copy(inputs[index], from: 0, into: &input)
  }

  public func copyLabel(_ index: Int, into label: inout MutableSpan<Label>) {
    check(index, labels[index].count, room: label.count)
    Label.copy(labels[index], from: 0, into: &label)
  }

  private func check(_ index: Int, _ length: Int, room: Int) {
    precondition(
      length == room,
      "sequence \(index) has \(length) numbers, but there is room for \(room): a loader of sequences "
        + "of different lengths needs a padding")
  }
}
