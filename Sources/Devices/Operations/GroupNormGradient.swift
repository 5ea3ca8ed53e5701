/// Gradient of `GroupNormForward` with respect to its input (NUM-117).
///
/// Per image and group, as layer norm's: `h = dy · γ; a = mean rule of h; b = mean rule of the rounded
/// h·x̂; dx = fma(−x̂, b, h − a) · r`. (γ and β: products and column sums of the catalogue.)
public struct GroupNormGradient: CatalogueEntry {
  /// Sizes.
  public let shape: GroupShape
  /// dy, binary32 or binary64 [batch, positions, groups, size].
  public let upstream: Operand
  /// γ, of the same type [groups, size].
  public let gamma: Operand
  /// x̂ of the forward pass.
  public let normalized: Operand
  /// r of the forward pass.
  public let inverse: Operand
  /// dx, like dy; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ shape: GroupShape, upstream: Operand, gamma: Operand, normalized: Operand,
    inverse: Operand, into output: Operand
  ) {
    shape.requireFit(
      "groupNormGradient", dense: [upstream, normalized, output], channels: [gamma],
      inverse: inverse)
    self.shape = shape
    self.upstream = upstream
    self.gamma = gamma
    self.normalized = normalized
    self.inverse = inverse
    self.output = output
  }

  public var signature: String { "groupNormGradient \(shape.signature)\(upstream.typeLabel)" }
  public var inputs: [Operand] { [upstream, gamma, normalized, inverse] }
  public var outputs: [Operand] { [output] }
}
