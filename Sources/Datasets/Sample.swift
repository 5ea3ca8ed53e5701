/// One sample on its way into a batch.
public struct Sample: Sendable, Equatable {
  /// The input, row-major.
  public var input: HostNumbers
  /// Shape of the input.
  public var inputShape: [Int]
  /// The label, row-major.
  public var label: HostNumbers
  /// Shape of the label: empty for a single number.
  public var labelShape: [Int]

  /// Puts a sample together.
  public init(
    input: HostNumbers, inputShape: [Int], label: HostNumbers, labelShape: [Int] = []
  ) {
    self.input = input
    self.inputShape = inputShape
    self.label = label
    self.labelShape = labelShape
  }

  /// Stops the program unless the numbers are as many as the shapes ask for.
  func checkShapes() {
    precondition(
      input.count == inputShape.reduce(1, *) && label.count == labelShape.reduce(1, *),
      "a sample of shape \(inputShape) with a label of shape \(labelShape) has \(input.count) "
        + "input elements and \(label.count) label elements")
  }
}
