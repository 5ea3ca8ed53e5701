/// `dx` of a convolution, from dy and w, in gather form (NUM-101).
///
/// For each input element the product rule over kernel row, kernel column and output channel of its
/// group; terms whose window does not exist are absent. Also the forward pass of a transposed
/// convolution (NUM-103).
public struct ConvolutionInputGradient: CatalogueEntry {
  /// Sizes, strides, padding of the convolution.
  public let shape: ConvolutionShape
  /// dy, binary32 or binary64 [batch, rows, columns, outputs].
  public let upstream: Operand
  /// w, of the same type [outputs, kernel rows, kernel columns, inputs ÷ groups].
  public let weight: Operand
  /// dx, of the same type [batch, rows, columns, inputs]; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ shape: ConvolutionShape, upstream: Operand, weight: Operand, into output: Operand
  ) {
    shape.requireFit("convolutionInputGradient", x: output, w: weight, y: upstream)
    self.shape = shape
    self.upstream = upstream
    self.weight = weight
    self.output = output
  }

  public var signature: String { "convolutionInputGradient \(shape.signature)\(output.typeLabel)" }
  public var inputs: [Operand] { [upstream, weight] }
  public var floatingPointOperations: Int { shape.productOperations }
  public var outputs: [Operand] { [output] }
}
