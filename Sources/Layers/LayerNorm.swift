public import Tensors

/// Normalises each row, then scales and shifts its features (NUM-015).
///
/// - Shapes: `[…, features] → […, features]`; weight and bias `[features]`, one or several axes.
/// - Reference: J. L. Ba, J. R. Kiros and G. E. Hinton, "Layer normalization", 2016.
public struct LayerNorm: UnaryLayer {
  /// Scale γ, starts at 1.
  public let weight: Parameter
  /// Shift β, starts at 0.
  public let bias: Parameter
  /// Added to the variance.
  public let epsilon: Double
  public let place = LayerPlace()

  /// Describes the layer for rows of `features` elements.
  public init(_ features: Int, epsilon: Double = 1e-5) {
    self.init(shape: [features], epsilon: epsilon)
  }

  /// Describes the layer for rows that are arrays of a shape.
  public init(shape features: Shape, epsilon: Double = 1e-5) {
    weight = Parameter(features, .constant(1))
    bias = Parameter(features, .constant(0))
    self.epsilon = epsilon
  }

  public var contents: Contents { ["weight": weight, "bias": bias] }

  /// Normalises each row.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      input.layerNorm(gamma: context[weight], beta: context[bias], epsilon: epsilon)
    }
  }
}
