import Foundation
import NumericsContract
import Tensors

extension GradientCase {
  /// NUM-079 to NUM-081, for x in [−2, 2], |dy| ≤ 1 and n = 5.
  ///
  /// *Truncation.* Σ wⱼyⱼ of softmax is a mean under weights p ∝ eˣ; its third derivative in one coordinate
  /// is p(1 − p)(1 − 6p + 6p²)-like and below 1 in magnitude times |w|: 5 terms give 5. log-softmax is x − log Σ e,
  /// with 0.0963 for each of 5 results; a loss has 0.0963.
  ///
  /// *Rounding*, in units: y errs relatively by 16 (see `crossEntropyCase`). t adds 5 products of Σ|yⱼ| = 1:
  /// 16 + 1 + 5 = 22; dx by 16 · 2 + 22 + 2 + 1 < 60. log-softmax: y errs by 15, exp(y) by 16 relatively,
  /// t ≤ 5 by 10: 16 · 5 + 10 + 5 + 6 < 110. Losses: p by 16, q by 1, two operations: 20.
  static let softmaxes: [GradientCase] = [
    rows(
      "softmax", thirdDerivative: 5, units: 60, { $0.softmax() },
      { row in
        let total = exponentials(row)
        return row.map { Foundation.exp($0) / total }
      }),
    rows(
      "log-softmax", thirdDerivative: 0.5, units: 110, { $0.logSoftmax() },
      { row in
        let logarithm = Foundation.log(exponentials(row))
        return row.map { $0 - logarithm }
      }),
    target("smoothed cross-entropy", smoothing: 0.2, ignored: nil),
    target("cross-entropy with an ignored label", smoothing: 0.1, ignored: 2),
    target("cross-entropy with the label −100 ignored", smoothing: 0, ignored: -100),
  ]

  private static func exponentials(_ row: ArraySlice<Double>) -> Double {
    row.reduce(0) { $0 + Foundation.exp($1) }
  }

  private static func rows(
    _ name: String, thirdDerivative: Double, units: Double,
    _ tensor: @escaping @Sendable (Tensor) -> Tensor,
    _ function: @escaping @Sendable (ArraySlice<Double>) -> [Double]
  ) -> GradientCase {
    GradientCase(
      name: name,
      inputs: [
        Input(
          values: uniform(15, in: -2...2, salt: 1), shape: [3, 1, 5],
          thirdDerivative: thirdDerivative, units: units)
      ], outputShape: [3, 1, 5], tensor: { tensor($0[0]) },
      function: { x in (0..<3).flatMap { function(x[0][$0 * 5..<$0 * 5 + 5]) } })
  }

  private static func target(_ name: String, smoothing: Double, ignored: Int32?) -> GradientCase {
    let labels: [Int32] = [4, ignored ?? 0, 2, 0]
    return GradientCase(
      name: name,
      inputs: [
        Input(
          values: uniform(20, in: -2...2, salt: 1), shape: [2, 2, 5], thirdDerivative: 0.0963,
          units: 20)
      ], outputShape: [],
      tensor: { x in
        let targets = Tensor(labels, shape: [2, 2], on: x[0].dispatcher)
        return crossEntropy(x[0], targets, smoothing: smoothing, ignoredLabel: ignored)
      },
      function: { x in
        var (total, count) = (0.0, 0.0)
        for (row, label) in labels.enumerated() where label != ignored {
          let logits = x[0][row * 5..<row * 5 + 5]
          let logarithm = Foundation.log(exponentials(logits))
          var spread = 0.0
          for value in logits { spread += logarithm - value }
          total += (1 - smoothing) * (logarithm - logits[row * 5 + Int(label)])
          total += smoothing / 5 * spread
          count += 1
        }
        return [total / count]
      })
  }
}
