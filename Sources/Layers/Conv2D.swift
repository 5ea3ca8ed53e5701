public import Tensors

/// Convolution of images with learned filters (NUM-100).
///
/// Weight and bias start uniform in ±1 ÷ √(kernel rows · kernel columns · inputs ÷ groups) (NUM-104).
///
/// - Shapes: `[n, rows, columns, inputs] → [n, rows′, columns′, outputs]`; weight
///   `[outputs, kernel rows, kernel columns, inputs ÷ groups]`, bias `[outputs]`.
public struct Conv2D: UnaryLayer {
  /// The filters.
  public let weight: Parameter
  /// Added to each output channel.
  public let bias: Parameter?
  /// Stride, padding and dilation.
  public let windows: Windows2D
  /// Parts of the channels that do not see each other.
  public let groups: Int
  /// Whether ReLU follows.
  public let relu: Bool
  public let place = LayerPlace()

  /// Describes the layer.
  ///
  /// - Parameters:
  ///   - inputs: Channels of the input.
  ///   - outputs: Channels of the output.
  ///   - kernel: Size of a window, such as 3.
  ///   - stride: Distance between windows.
  ///   - padding: Zeros around the image.
  ///   - dilation: Distance between a window's elements.
  ///   - groups: Divides inputs and outputs; as many as inputs for a depthwise convolution.
  ///   - bias: Whether to add one.
  ///   - relu: Whether ReLU follows, without a pass of its own.
  /// - Precondition: groups divide the channels.
  public init(
    from inputs: Int, to outputs: Int, kernel: Size2D, stride: Size2D = 1, padding: Padding2D = 0,
    dilation: Size2D = 1, groups: Int = 1, bias: Bool = true, relu: Bool = false
  ) {
    precondition(
      groups >= 1 && inputs % groups == 0 && outputs % groups == 0,
      "Conv2D from \(inputs) to \(outputs) channels in \(groups) groups")
    let fanIn = kernel.rows * kernel.columns * (inputs / groups)
    weight = Parameter([outputs, kernel.rows, kernel.columns, inputs / groups], .fanIn(fanIn))
    self.bias = bias ? Parameter([outputs], .fanIn(fanIn)) : nil
    windows = Windows2D(stride: stride, padding: padding, dilation: dilation)
    self.groups = groups
    self.relu = relu
  }

  public var contents: Contents {
    var parts: [(String, any LayerPart)] = [("weight", weight)]
    if let bias { parts.append(("bias", bias)) }
    return Contents(parts)
  }

  /// Convolves each image.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      context.product(input, weight, bias) {
        $0.conv2d(weight: $1, bias: $2, windows, groups: groups, relu: relu)
      }
    }
  }
}
