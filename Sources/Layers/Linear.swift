public import Tensors

/// An affine map of rows, `y = x · Wᵀ + b`.
///
/// Weight and bias start uniform in ±1 ÷ √inputs.
///
/// - Shapes: `[m, inputs] → [m, outputs]`; weight `[outputs, inputs]`, bias `[outputs]`.
public struct Linear: PlacedLayer {
  /// W, `[outputs, inputs]`.
  public let weight: Parameter
  /// b, `[outputs]`.
  public let bias: Parameter?
  public let place = LayerPlace()

  /// Describes the map.
  ///
  /// - Parameters:
  ///   - inputs: Features of a row of the input.
  ///   - outputs: Features of a row of the output.
  ///   - bias: Whether to add b.
  public init(from inputs: Int, to outputs: Int, bias: Bool = true) {
    weight = Parameter([outputs, inputs], .fanIn(inputs))
    self.bias = bias ? Parameter([outputs], .fanIn(inputs)) : nil
  }

  public var contents: Contents {
    var parts: [(String, any LayerPart)] = [("weight", weight)]
    if let bias { parts.append(("bias", bias)) }
    return Contents(parts)
  }

  /// Applies the map to each row.
  public func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor {
    context.within(place) {
      context.product(input, weight, bias) { $0.linear(weight: $1, bias: $2) }
    }
  }
}
