public import Tensors

/// Normalises groups of channels of each image, then scales and shifts channels (NUM-117).
///
/// With as many groups as channels it is instance norm.
///
/// - Shapes: `[batch, …, channels] → [batch, …, channels]`; weight and bias `[channels]`.
/// - Reference: Y. Wu and K. He, "Group normalization", 2018.
public struct GroupNorm: UnaryLayer {
  /// Number of groups, a divisor of the channels.
  public let groups: Int
  /// Scale γ, starts at 1.
  public let weight: Parameter
  /// Shift β, starts at 0.
  public let bias: Parameter
  /// Added to the variance.
  public let epsilon: Double
  public let place = LayerPlace()

  /// Describes the layer.
  ///
  /// - Precondition: groups divide the channels.
  public init(groups: Int, channels: Int, epsilon: Double = 1e-5) {
    precondition(
      groups >= 1 && channels >= 1 && channels % groups == 0,
      "group norm of \(channels) channels in \(groups) groups")
    self.groups = groups
    weight = Parameter([channels], .constant(1))
    bias = Parameter([channels], .constant(0))
    self.epsilon = epsilon
  }

  public var contents: Contents { ["weight": weight, "bias": bias] }

  /// Normalises each image.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      input.groupNorm(
        groups: groups, gamma: context[weight], beta: context[bias], epsilon: epsilon)
    }
  }
}
