public import Tensors

/// Transposed convolution: the way back from a convolution's output to its input (NUM-103).
///
/// Weight and bias start uniform in ±1 ÷ √(kernel rows · kernel columns · outputs ÷ groups) (NUM-104).
///
/// - Shapes: `[n, rows, columns, inputs] → [n, rows′, columns′, outputs]`; weight
///   `[inputs, kernel rows, kernel columns, outputs ÷ groups]`, bias `[outputs]`.
public struct ConvTranspose2D: UnaryLayer {
  /// The filters.
  public let weight: Parameter
  /// Added to each output channel.
  public let bias: Parameter?
  /// Stride, padding and dilation of the convolution that this is the transpose of.
  public let windows: Windows2D
  /// Rows and columns added at the end of the output.
  public let outputPadding: Size2D
  /// Parts of the channels that do not see each other.
  public let groups: Int
  public let place = LayerPlace()

  /// Describes the layer; parameters are those of `Conv2D`.
  ///
  /// - Parameter outputPadding: Chooses among the sizes that the convolution takes to one; less than
  ///   the stride.
  /// - Precondition: groups divide the channels.
  public init(
    from inputs: Int, to outputs: Int, kernel: Size2D, stride: Size2D = 1, padding: Padding2D = 0,
    outputPadding: Size2D = 0, dilation: Size2D = 1, groups: Int = 1, bias: Bool = true
  ) {
    precondition(
      groups >= 1 && inputs % groups == 0 && outputs % groups == 0,
      "ConvTranspose2D from \(inputs) to \(outputs) channels in \(groups) groups")
    let fanIn = kernel.rows * kernel.columns * (outputs / groups)
    weight = Parameter([inputs, kernel.rows, kernel.columns, outputs / groups], .fanIn(fanIn))
    self.bias = bias ? Parameter([outputs], .fanIn(fanIn)) : nil
    windows = Windows2D(stride: stride, padding: padding, dilation: dilation)
    self.outputPadding = outputPadding
    self.groups = groups
  }

  public var contents: Contents {
    var parts: [(String, any LayerPart)] = [("weight", weight)]
    if let bias { parts.append(("bias", bias)) }
    return Contents(parts)
  }

  /// Computes the layer.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      context.product(input, weight, bias) {
        $0.convTranspose2d(
          weight: $1, bias: $2, windows, outputPadding: outputPadding, groups: groups)
      }
    }
  }
}
