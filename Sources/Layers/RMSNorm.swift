public import Tensors

/// Divides each row by its root mean square, then scales its features (NUM-118).
///
/// - Shapes: `[…, features] → […, features]`; weight `[features]`.
/// - Reference: B. Zhang and R. Sennrich, "Root mean square layer normalization", 2019.
public struct RMSNorm: UnaryLayer {
  /// Scale γ, starts at 1.
  public let weight: Parameter
  /// Added to the mean square.
  public let epsilon: Double
  public let place = LayerPlace()

  /// Describes the layer for rows of `features` elements.
  public init(_ features: Int, epsilon: Double = 1e-6) {
    weight = Parameter([features], .constant(1))
    self.epsilon = epsilon
  }

  public var contents: Contents { ["weight": weight] }

  /// Normalises each row.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) { input.rmsNorm(gamma: context[weight], epsilon: epsilon) }
  }
}
