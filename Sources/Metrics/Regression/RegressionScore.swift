import NumericsContract

/// Errors and correlations of predictions x and targets y.
///
///     let error = RegressionScore(.meanSquaredError)
///
/// **Inputs** Predictions and targets of one shape; every element is a sample.
///
/// **Numerics** One rounding, of the exact value of the formula over exact sums, so that nothing
/// cancels (NUM-148, NUM-149). A NaN or an infinity among the numbers makes the value NaN.
public struct RegressionScore: StatisticMetric {
  /// A formula over n pairs.
  public enum Formula: String, Sendable {
    /// Σ (x − y)² ÷ n.
    case meanSquaredError
    /// The root of the mean squared error.
    case rootMeanSquaredError
    /// Σ |x − y| ÷ n.
    case meanAbsoluteError
    /// R² = 1 − Σ (x − y)² ÷ Σ (y − ȳ)², the share of the targets' variance that the predictions explain.
    case rSquared
    /// Pearson's correlation, Σ (x − x̄)(y − ȳ) ÷ √(Σ (x − x̄)² · Σ (y − ȳ)²).
    case pearsonCorrelation
  }

  public var statistic = PairSums()
  private let formula: Formula

  /// Creates the metric.
  public init(_ formula: Formula) {
    self.formula = formula
  }

  public var identity: String { formula.rawValue }

  public var values: [(suffix: String, value: Double)] { [("", value)] }

  private var value: Double {
    if statistic.nonFiniteCount > 0 || statistic.count == 0 { return .canonicalNaN }
    let count = Rational(statistic.count)
    switch formula {
    case .meanSquaredError: return (statistic.squaredDistance / count).rounded()
    case .rootMeanSquaredError: return (statistic.squaredDistance / count).rounded(root: 2)
    case .meanAbsoluteError: return (statistic[.distance] / count).rounded()
    case .rSquared: return rSquared
    case .pearsonCorrelation: return correlation
    }
  }

  private var rSquared: Double {
    if statistic.count < 2 { return .canonicalNaN }
    let residual = Rational(statistic.count) * statistic.squaredDistance
    let total = statistic.variationOfY
    if total.isZero { return residual.isZero ? 1 : 0 }
    return (Rational(1) - residual / total).rounded()
  }

  private var correlation: Double {
    let product = statistic.variationOfX * statistic.variationOfY
    if product.isZero { return .canonicalNaN }
    let covariation = statistic.covariation
    let magnitude = (covariation * covariation / product).rounded(root: 2)
    return covariation.isNegative ? -magnitude : magnitude
  }
}
