/// Normalises groups of channels of each image, then scales and shifts channels (NUM-117).
///
/// Per image and group, over pixels and the group's channels in row-major order: layer norm's
/// `μ, d, v, r = 1 ÷ √(v + RN32(epsilon)), x̂ = d · r`; then `y = fma(x̂, γ, β)` with the channel's γ and β.
public struct GroupNormForward: CatalogueEntry {
  /// Sizes.
  public let shape: GroupShape
  /// Host scalar.
  public let epsilon: Double
  /// binary32 or binary64 [batch, positions, groups, size].
  public let input: Operand
  /// Scale γ, of the same type [groups, size].
  public let gamma: Operand
  /// Shift β, of the same type [groups, size].
  public let beta: Operand
  /// y, like the input; must not overlap it.
  public let output: Operand
  /// x̂, like the input, kept for the gradient.
  public let normalized: Operand
  /// r, of the same type [batch, groups], kept for the gradient.
  public let inverse: Operand

  /// Creates the operation.
  public init(
    _ shape: GroupShape, _ input: Operand, gamma: Operand, beta: Operand, epsilon: Double,
    into output: Operand, normalized: Operand, inverse: Operand
  ) {
    shape.requireFit(
      "groupNorm", dense: [input, output, normalized], channels: [gamma, beta], inverse: inverse)
    self.shape = shape
    self.epsilon = epsilon
    self.input = input
    self.gamma = gamma
    self.beta = beta
    self.output = output
    self.normalized = normalized
    self.inverse = inverse
  }

  public var signature: String { "groupNorm \(shape.signature)\(input.typeLabel)" }
  public var inputs: [Operand] { [input, gamma, beta] }
  public var outputs: [Operand] { [output, normalized, inverse] }
}
