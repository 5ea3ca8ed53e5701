/// `dw` of a convolution, from dy and x (NUM-102).
///
/// For each weight the product rule over image, output row and output column; padding takes part as +0.
public struct ConvolutionWeightGradient: CatalogueEntry {
  /// Sizes, strides, padding of the convolution.
  public let shape: ConvolutionShape
  /// dy, binary32 or binary64 [batch, rows, columns, outputs].
  public let upstream: Operand
  /// x, of the same type [batch, rows, columns, inputs].
  public let input: Operand
  /// dw, of the same type [outputs, kernel rows, kernel columns, inputs ÷ groups]; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ shape: ConvolutionShape, upstream: Operand, input: Operand, into output: Operand
  ) {
    shape.requireFit("convolutionWeightGradient", x: input, w: output, y: upstream)
    self.shape = shape
    self.upstream = upstream
    self.input = input
    self.output = output
  }

  public var signature: String { "convolutionWeightGradient \(shape.signature)\(output.typeLabel)" }
  public var inputs: [Operand] { [upstream, input] }
  public var floatingPointOperations: Int { shape.productOperations }
  public var outputs: [Operand] { [output] }
}
