internal import NumericsContract

/// Gradients of a batch norm, through its statistics where they are those of its own input (NUM-112).
///
/// Per column, r and x̂ as in the forward pass: `dβ = sum rule of dy; dγ = sum rule of the rounded
/// dy·x̂; a = dβ ÷ RN32(m); b = dγ ÷ RN32(m); dx = fma(−x̂, b, dy − a) · (γ · r)`; with given statistics `dx = dy · (γ · r)`.
public struct BatchNormGradient: CatalogueEntry {
  /// Number of rows m.
  public let rows: Int
  /// Number of columns n.
  public let columns: Int
  /// Host scalar.
  public let epsilon: Double
  /// Whether μ and v are those of x, so that the gradient flows through them too.
  public let throughStatistics: Bool
  /// dy, binary32 or binary64 [m, n].
  public let upstream: Operand
  /// x, of the same type [m, n].
  public let input: Operand
  /// μ, of the same type [n].
  public let mean: Operand
  /// v, of the same type [n].
  public let variance: Operand
  /// γ, of the same type [n].
  public let gamma: Operand
  /// dx, of the same type [m, n]; must not overlap an input.
  public let output: Operand
  /// dγ, of the same type [n].
  public let gammaGradient: Operand
  /// dβ, of the same type [n].
  public let betaGradient: Operand

  /// Creates the operation.
  public init(
    upstream: Operand, input: Operand, mean: Operand, variance: Operand, gamma: Operand,
    epsilon: Double, throughStatistics: Bool = true, rows: Int, columns: Int,
    into output: Operand, gammaGradient: Operand, betaGradient: Operand
  ) {
    precondition(
      [upstream, input, output].allSatisfy {
        $0.count == rows * columns && $0.type == input.type
      }
        && [mean, variance, gamma, gammaGradient, betaGradient].allSatisfy {
          $0.count == columns && $0.type == input.type
        } && input.type.isComputed,
      """
      batchNormGradient of [\(rows), \(columns)]: upstream \(upstream.count), input \
      \(input.count), mean \(mean.count), variance \(variance.count), gamma \(gamma.count), output \
      \(output.count), gradients \(gammaGradient.count) and \(betaGradient.count) elements
      """)
    self.rows = rows
    self.columns = columns
    self.epsilon = epsilon
    self.throughStatistics = throughStatistics
    self.upstream = upstream
    self.input = input
    self.mean = mean
    self.variance = variance
    self.gamma = gamma
    self.output = output
    self.gammaGradient = gammaGradient
    self.betaGradient = betaGradient
  }

  public var signature: String {
    "batchNormGradient \(rows)x\(columns)\(input.typeLabel)" + (throughStatistics ? "" : " given")
  }
  public var inputs: [Operand] { [upstream, input, mean, variance, gamma] }
  public var outputs: [Operand] { [output, gammaGradient, betaGradient] }
}
