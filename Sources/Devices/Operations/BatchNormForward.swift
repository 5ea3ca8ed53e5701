internal import NumericsContract

/// Normalises every column of a matrix with given statistics, then scales and shifts (NUM-111).
///
/// `r = 1 ÷ √(v + RN32(epsilon)); x̂ = (x − μ) · r; y = fma(x̂, γ, β)`, μ, v, γ and β of the column.
public struct BatchNormForward: CatalogueEntry {
  /// Number of rows m.
  public let rows: Int
  /// Number of columns n.
  public let columns: Int
  /// Host scalar.
  public let epsilon: Double
  /// binary32 or binary64 [m, n].
  public let input: Operand
  /// μ, of the same type [n].
  public let mean: Operand
  /// v, of the same type [n].
  public let variance: Operand
  /// Scale γ, of the same type [n].
  public let gamma: Operand
  /// Shift β, of the same type [n].
  public let beta: Operand
  /// y, of the same type [m, n]; must not overlap an input.
  public let output: Operand

  /// Creates the operation.
  public init(
    _ input: Operand, mean: Operand, variance: Operand, gamma: Operand, beta: Operand,
    epsilon: Double, rows: Int, columns: Int, into output: Operand
  ) {
    precondition(
      input.count == rows * columns && output.count == rows * columns
        && [mean, variance, gamma, beta].allSatisfy { $0.count == columns && $0.type == input.type }
        && input.type.isComputed && output.type == input.type,
      """
      batchNorm of [\(rows), \(columns)]: input \(input.count), mean \(mean.count), variance \
      \(variance.count), gamma \(gamma.count), beta \(beta.count), output \(output.count) elements
      """)
    self.rows = rows
    self.columns = columns
    self.epsilon = epsilon
    self.input = input
    self.mean = mean
    self.variance = variance
    self.gamma = gamma
    self.beta = beta
    self.output = output
  }

  public var signature: String { "batchNorm \(rows)x\(columns)\(input.typeLabel)" }
  public var inputs: [Operand] { [input, mean, variance, gamma, beta] }
  public var outputs: [Operand] { [output] }
}
