import Foundation
import NumericsContract
import Tensors

extension GradientCase {
  /// NUM-070 to NUM-078. An operand repeated k times adds k terms t: k roundings of t itself and k of sums
  /// that are at most k · t.
  static let broadcasting: [GradientCase] = [
    // b is repeated 3 times; t = dy · a errs by 2.
    GradientCase(
      name: "a * b of [3, 4] and [4]",
      inputs: [input([3, 4], units: 2), input([4], salt: 2, units: 6 + 18)],
      outputShape: [3, 4], tensor: { $0[0] * $0[1] },
      function: { paired($0, 12, { $0 }, { $0 % 4 }, { a, b in a * b }) }),
    // Both are repeated: a [2, 1] three times, b [3] twice.
    GradientCase(
      name: "a − b of [2, 1] and [3]",
      inputs: [input([2, 1], units: 9), input([3], salt: 2, units: 4)], outputShape: [2, 3],
      tensor: { $0[0] - $0[1] },
      function: { paired($0, 6, { $0 / 3 }, { $0 % 3 }, { a, b in a - b }) }),
    // ∂³ of a ÷ b is below 193 for each of two terms; a term errs by 24 and is at most 8.
    GradientCase(
      name: "a ÷ b of [2, 3] and [2, 1]",
      inputs: [
        input([2, 3], units: 2),
        input([2, 1], 0.5...2, salt: 2, thirdDerivative: 3 * 193, units: 3 * 24 + 3 * 24),
      ], outputShape: [2, 3], tensor: { $0[0] / $0[1] },
      function: { paired($0, 6, { $0 }, { $0 / 3 }, { a, b in a / b }) }),
    GradientCase(
      name: "2 − 3 ÷ (a + 1)", inputs: [input([5], 0...1, thirdDerivative: 18.1, units: 12)],
      outputShape: [5],
      tensor: { x in
        let quotient: Tensor = 3.0 / (x[0] + 1.0)
        return 2.0 - quotient
      },
      function: { $0[0].map { (a: Double) -> Double in 2 - 3 / (a + 1) } }),
    GradientCase(
      name: "maximum of apart operands",
      inputs: [input([5], -2...(-0.1), units: 0), input([5], 0.1...2, salt: 2, units: 0)],
      outputShape: [5],
      tensor: { x in
        let double: Tensor = x[1] * 2.0
        return maximum(x[0], x[1]) + minimum(x[0], double)
      },
      function: { paired($0, 5, { $0 }, { $0 }, { a, b in max(a, b) + min(a, 2 * b) }) }),
    GradientCase(
      name: "clamp within", inputs: [input([5], -0.9...0.9, units: 0)], outputShape: [5],
      tensor: { $0[0].clamped(to: -1...1) }, function: { $0[0] }),
    GradientCase(
      name: "clamp beyond", inputs: [input([5], 1.1...2, units: 0)], outputShape: [5],
      tensor: { $0[0].clamped(to: -1...1) }, function: { $0[0].map { _ in 1 } }),
    GradientCase(
      name: "select", inputs: [input([2, 3], units: 0), input([3], salt: 2, units: 4)],
      outputShape: [2, 3], tensor: { select($0[0].detached .> 0, $0[0], $0[1]) },
      function: { paired($0, 6, { $0 }, { $0 % 3 }, { a, b in a > 0 ? a : b }) }),
    GradientCase(
      name: "sum over the outer axes", inputs: [input([3, 2, 4], units: 0)], outputShape: [2],
      tensor: { $0[0].sum(axes: [-1, 0]) },
      function: { x in
        (0..<2).map { (i: Int) -> Double in
          var total = 0.0
          for r in 0..<12 { total += x[0][(r / 4 * 2 + i) * 4 + r % 4] }
          return total
        }
      }),
    // An element that is 2h above all others carries the whole gradient, and nothing is rounded.
    GradientCase(
      name: "max over the outer axes", inputs: [input([3, 2, 4], units: 0)], outputShape: [2],
      tensor: { $0[0].max(axes: [0, -1]) },
      function: { x in (0..<2).map { i in outer(x[0], i).reduce(-Double.infinity, Swift.max) } }),
    GradientCase(
      name: "min over the outer axes", inputs: [input([3, 2, 4], units: 0)],
      outputShape: [1, 2, 1], tensor: { $0[0].min(axes: [0, -1], keepingAxes: true) },
      function: { x in (0..<2).map { i in outer(x[0], i).reduce(Double.infinity, Swift.min) } }),
    // The third derivative of log Σ exp is at most 0.0963. x − c errs by 4 and e by 5, s by 10 with its
    // additions; a quotient and a product follow, and the result is at most 1: 17.
    GradientCase(
      name: "log-sum-exp over the outer axes",
      inputs: [input([3, 2, 4], thirdDerivative: 0.0963, units: 17)], outputShape: [2],
      tensor: { $0[0].logSumExp(axes: [0, -1]) },
      function: { x in
        (0..<2).map { i in
          Foundation.log(outer(x[0], i).reduce(0) { $0 + Foundation.exp($1) })
        }
      }),
    GradientCase(
      name: "broadcast", inputs: [input([3, 1], units: 2 * 8 * 8)], outputShape: [2, 3, 4],
      tensor: { $0[0].broadcast(to: [2, 3, 4]) },
      function: { x in (0..<24).map { (i: Int) -> Double in x[0][i / 4 % 3] } }),
  ]

  /// The elements of [3, 2, 4] with i on the middle axis.
  private static func outer(_ x: [Double], _ i: Int) -> [Double] {
    (0..<12).map { x[($0 / 4 * 2 + i) * 4 + $0 % 4] }
  }

  /// A function of pairs of elements, which are picked for each result.
  private static func paired(
    _ x: [[Double]], _ count: Int, _ left: (Int) -> Int, _ right: (Int) -> Int,
    _ function: (Double, Double) -> Double
  ) -> [Double] {
    (0..<count).map { (i: Int) -> Double in function(x[0][left(i)], x[1][right(i)]) }
  }
}
