public import Devices
import NumericsContract
public import Tensors

/// e to the mean cross-entropy of tokens: as many tokens seemed equally likely (NUM-152).
///
/// **Inputs** Logits `[…, classes]` and int32 labels `[…]`.
///
/// **Numerics** A token's cross-entropy is the binary32 number of `crossEntropy`; the rest is one
/// rounding of the real number, also of e's power. NaN of no tokens, or where a loss is NaN.
public struct Perplexity: StatisticMetric {
  public var statistic = WeightedSum()
  private let ignoredLabel: Int32?

  /// Creates the metric.
  ///
  /// - Parameter ignoredLabel: The label of tokens that do not count.
  public init(ignoredLabel: Int32? = nil) {
    self.ignoredLabel = ignoredLabel
  }

  public var identity: String {
    "perplexity(ignoredLabel: \(text(ignoredLabel)))"
  }

  public mutating func update(_ inputs: [Tensor]) throws(DeviceError) {
    let inputs = MetricInputs(inputs, of: identity)
    guard inputs.areScoresAndLabels, inputs.tensors[1].type == .int32 else {
      inputs.refuse(expected: "logits […, classes], int32 labels […]")
    }
    let losses = try crossEntropy(
      inputs.tensors[0].converted(to: .float32), inputs.tensors[1], ignoredLabel: ignoredLabel,
      reduction: .none
    ).floats()
    for (loss, label) in zip(losses, try inputs.integers(1)) where label != ignoredLabel {
      statistic.add(Double(loss))
    }
  }

  public var values: [(suffix: String, value: Double)] {
    // Not finite, the mean is +∞ or NaN, and so is the power.
    let value = statistic.mean?.exponential ?? statistic.value
    return [("", value)]
  }
}

extension Rational {
  fileprivate var exponential: Double { Rational(1).rounded(timesExponentialOf: self) }
}
