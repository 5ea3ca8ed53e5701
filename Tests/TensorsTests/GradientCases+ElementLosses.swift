import Foundation
import NumericsContract
import Tensors

extension GradientCase {
  /// NUM-076 and NUM-082 to NUM-084 for |x| ≤ 2, 0 ≤ t ≤ 1 and means of 7 elements; a mean's share of dy is
  /// rounded once, and what it multiplies is at most 4.
  static let elementLosses: [GradientCase] = [
    loss("absolute error", units: 1, { absoluteError($0, $1) }, { x, t in abs(x - t) }),
    loss(
      "Huber loss near", units: 3, { huberLoss($0, $1, delta: 4) },
      { x, t in (x - t) * (x - t) / 2 }),
    // δ and the product are rounded; |x − t| > 0.001 for these inputs.
    loss(
      "Huber loss far", units: 1, { huberLoss($0, $1, delta: 0x1p-11) },
      { x, t in 0x1p-11 * (abs(x - t) - 0x1p-12) }),
    // σ‴ is below 1 ÷ 8.
    loss(
      "binary cross-entropy", thirdDerivative: 0.125, units: 3,
      { binaryCrossEntropy(logits: $0, $1) },
      { x, t in Foundation.log(1 + Foundation.exp(x)) - x * t }),
    loss(
      "divergence", units: 2, { klDivergence(logProbabilities: $0, $1) },
      { x, t in t == 0 ? 0 : t * (Foundation.log(t) - x) }),
    // Quadratic. d errs by 12 · 2 + 4, the bracket by 2 relatively; |d| ≤ 4 and |2 · dy ÷ 11| < 0.2.
    GradientCase(
      name: "variance",
      inputs: [
        Input(
          values: uniform(24, in: -2...2, salt: 1), shape: [3, 2, 4], thirdDerivative: 0, units: 12)
      ], outputShape: [2], tensor: { $0[0].variance(axes: [0, 2], correction: 1) },
      function: { x in
        (0..<2).map { (i: Int) -> Double in
          let row = (0..<12).map { (r: Int) -> Double in x[0][(r / 4 * 2 + i) * 4 + r % 4] }
          let mean = row.reduce(0, +) / 12
          var total = 0.0
          for value in row { total += (value - mean) * (value - mean) }
          return total / 11
        }
      }),
  ]

  private static func loss(
    _ name: String, thirdDerivative: Double = 0, units: Double,
    _ tensor: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    _ function: @escaping @Sendable (Double, Double) -> Double
  ) -> GradientCase {
    let target = uniform(7, in: 0...1, salt: 5)
    return GradientCase(
      name: name,
      inputs: [
        Input(
          values: uniform(7, in: -2...2, salt: 1), shape: [7], thirdDerivative: thirdDerivative,
          units: units)
      ], outputShape: [],
      tensor: {
        tensor($0[0], Tensor(target, as: $0[0].type, shape: [7], on: $0[0].dispatcher))
      },
      function: { x in
        var total = 0.0
        for (value, target) in zip(x[0], target) { total += function(value, Double(target)) }
        return [total / 7]
      })
  }
}
