internal import NumericsContract

/// `y = x ∗ w (+ bias)`, or ReLU of it: the product rule over the unfolded input (NUM-100).
///
/// Padding takes part as +0. With a bias or ReLU it is a composite of itself without them, of `AddRow` and
/// of `Unary`, which a device may fuse.
public struct Convolution: CatalogueEntry {
  /// Sizes, strides, padding.
  public let shape: ConvolutionShape
  /// x, binary32 or binary64 [batch, rows, columns, inputs].
  public let input: Operand
  /// w, of the same type [outputs, kernel rows, kernel columns, inputs ÷ groups].
  public let weight: Operand
  /// Of the same type [outputs], added once to each finished product; nil for none.
  public let bias: Operand?
  /// Whether ReLU follows (NUM-011).
  public let isRectified: Bool
  /// y, of the same type [batch, rows, columns, outputs]; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ shape: ConvolutionShape, _ input: Operand, weight: Operand, bias: Operand?,
    isRectified: Bool = false, into output: Operand
  ) {
    shape.requireFit("convolution", x: input, w: weight, y: output)
    precondition(
      bias.map { $0.count == shape.outputs && $0.type == input.type } ?? true,
      """
      convolution \(shape.signature): a bias of \(bias?.count ?? 0) \
      \(bias?.type.rawValue ?? "no") elements
      """)
    self.shape = shape
    self.input = input
    self.weight = weight
    self.bias = bias
    self.isRectified = isRectified
    self.output = output
  }

  public var signature: String {
    "convolution \(shape.signature)\(output.typeLabel)" + (isRectified ? " relu" : "")
  }
  public var inputs: [Operand] { [input, weight] + (bias.map { [$0] } ?? []) }
  public var floatingPointOperations: Int {
    shape.productOperations + (bias == nil ? 0 : output.count) + (isRectified ? output.count : 0)
  }
  public var outputs: [Operand] { [output] }
  public var constituents: [Operation]? {
    if bias == nil && !isRectified { return nil }
    let plain = Convolution(shape, input, weight: weight, bias: nil, into: output)
    let addition = bias.map {
      AddRow(output, row: $0, rows: shape.positionCount, columns: shape.outputs, into: output)
    }
    let rectifier = isRectified ? Unary(.relu, output, into: output) : nil
    return [.convolution(plain)] + (addition.map { [.addRow($0)] } ?? [])
      + (rectifier.map { [.unary($0)] } ?? [])
  }
}
