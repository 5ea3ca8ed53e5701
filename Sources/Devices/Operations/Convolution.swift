/// `y = x ∗ w (+ bias)`: the product rule over the unfolded input (NUM-100).
///
/// Padding takes part as +0. With a bias it is a composite of itself without one and of `AddRow`,
/// which a device may fuse.
public struct Convolution: CatalogueEntry {
  /// Sizes, strides, padding.
  public let shape: ConvolutionShape
  /// x, binary32 [batch, rows, columns, inputs].
  public let input: Operand
  /// w, binary32 [outputs, kernel rows, kernel columns, inputs ÷ groups].
  public let weight: Operand
  /// binary32 [outputs], added once to each finished product; nil for none.
  public let bias: Operand?
  /// y, binary32 [batch, rows, columns, outputs]; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ shape: ConvolutionShape, _ input: Operand, weight: Operand, bias: Operand?,
    into output: Operand
  ) {
    shape.requireFit("convolution", x: input, w: weight, y: output)
    precondition(
      bias.map { $0.count == shape.outputs } ?? true,
      "convolution \(shape.signature): a bias of \(bias?.count ?? 0) elements")
    self.shape = shape
    self.input = input
    self.weight = weight
    self.bias = bias
    self.output = output
  }

  public var signature: String { "convolution \(shape.signature)" }
  public var inputs: [Operand] { [input, weight] + (bias.map { [$0] } ?? []) }
  public var outputs: [Operand] { [output] }
  public var constituents: [Operation]? {
    bias.map { bias in
      [
        .convolution(Convolution(shape, input, weight: weight, bias: nil, into: output)),
        .addRow(
          AddRow(
            output, row: bias, rows: shape.positionCount, columns: shape.outputs, into: output)),
      ]
    }
  }
}
