import NumericsContract

/// Precision, recall or F-beta of classes, and averages of them.
///
///     let f1 = ClassScore(.fBeta(1), classes: 10, average: .weighted)
///
/// **Inputs** Scores `[…, classes]`, one score `[…]` of two classes, or class indices `[…]`; and labels
/// `[…]`.
///
/// **Numerics** One rounding, of the average of the exact quotients (NUM-144, NUM-145).
public struct ClassScore: StatisticMetric {
  /// A quotient of a class's outcomes.
  public enum Formula: Sendable {
    /// Of the samples that were taken for the class, the share that belongs to it.
    case precision
    /// Of the samples of the class, the share that was taken for it; the class's accuracy.
    case recall
    /// The harmonic mean of both, where recall counts β² times as much.
    case fBeta(Double)

    fileprivate var name: String {
      switch self {
      case .precision: "precision"
      case .recall: "recall"
      case .fBeta(let beta): "f\(beta)"
      }
    }
  }

  public var statistic: ConfusionCounts
  public let identity: String
  private let formula: Formula
  private let average: ClassAverage
  private let zeroDivision: ZeroDivision

  /// Creates the metric.
  ///
  /// - Parameters:
  ///   - average: How classes become one.
  ///   - zeroDivision: What stands for 0 ÷ 0.
  ///   - threshold: One score above it says class 1 of two.
  ///   - ignoredLabel: The label of samples that do not count.
  /// - Precondition: β is finite and not below 0; an average of class 1 has two classes.
  public init(
    _ formula: Formula, classes: Int, average: ClassAverage = .macro,
    zeroDivision: ZeroDivision = .zero, threshold: Float = 0.5, ignoredLabel: Int32? = nil
  ) {
    if case .fBeta(let beta) = formula {
      precondition(beta.isFinite && beta >= 0, "the F score of β = \(beta)")
    }
    precondition(
      average != .binary || classes == 2, "the result of class 1 of two, but of \(classes) classes")
    let decision = ClassDecision(threshold: threshold, ignoredLabel: ignoredLabel)
    statistic = ConfusionCounts(classes: classes, decision: decision)
    self.formula = formula
    self.average = average
    self.zeroDivision = zeroDivision
    identity =
      "\(formula.name)(classes: \(classes), average: \(average.rawValue), "
      + "zeroDivision: \(zeroDivision.rawValue), \(decision.settings))"
  }

  public var values: [(suffix: String, value: Double)] {
    let outcomes = (0..<statistic.classes).map { statistic.outcome(of: $0) }
    func mean(weight: (ClassOutcome) -> UInt64) -> [Rational] {
      [Rational.mean(of: outcomes.map { (quotient(of: $0), weight($0)) }) ?? zeroDivision.quotient]
    }
    switch average {
    case .micro: return named([quotient(of: outcomes.reduce(ClassOutcome(), +))])
    case .macro: return named(mean { $0.occurs ? 1 : 0 })
    case .weighted: return named(mean(weight: \.support))
    case .binary: return named([quotient(of: outcomes[1])])
    case .perClass: return named(outcomes.map(quotient), perClass: true)
    }
  }

  private func quotient(of outcome: ClassOutcome) -> Rational {
    let right = Rational(outcome.truePositives)
    let wrong = Rational(outcome.falsePositives)
    let missed = Rational(outcome.falseNegatives)
    let (part, whole) =
      switch formula {
      case .precision: (right, right + wrong)
      case .recall: (right, right + missed)
      case .fBeta(let beta): harmonicMean(right, wrong, missed, beta: Rational(exactly: beta))
      }
    return whole.isZero ? zeroDivision.quotient : part / whole
  }

  private func harmonicMean(
    _ right: Rational, _ wrong: Rational, _ missed: Rational, beta: Rational
  ) -> (part: Rational, whole: Rational) {
    let square = beta * beta
    let part = (Rational(1) + square) * right
    return (part, part + square * missed + wrong)
  }
}
