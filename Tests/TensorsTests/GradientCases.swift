import NumericsContract
import Tensors

extension GradientCase {
  static func input(
    _ shape: Shape, _ range: ClosedRange<Float> = -2...2, salt: UInt64 = 1,
    thirdDerivative: Double = 0, units: Double
  ) -> Input {
    Input(
      values: uniform(shape.count, in: range, salt: salt), shape: shape,
      thirdDerivative: thirdDerivative, units: units)
  }

  /// Two inputs of one shape, element by element.
  private static func binary(
    _ name: String, _ left: Input, _ right: Input,
    _ tensor: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    _ function: @escaping @Sendable (Double, Double) -> Double
  ) -> GradientCase {
    GradientCase(
      name: name, inputs: [left, right], outputShape: left.shape,
      tensor: { tensor($0[0], $0[1]) }, function: { zip($0[0], $0[1]).map(function) })
  }

  static func unary(
    _ name: String, _ input: Input, _ tensor: @escaping @Sendable (Tensor) -> Tensor,
    _ function: @escaping @Sendable (Double) -> Double
  ) -> GradientCase {
    GradientCase(
      name: name, inputs: [input], outputShape: input.shape, tensor: { tensor($0[0]) },
      function: { $0[0].map(function) })
  }

  /// NUM-031. Roundings: none for ± (the upstream gradient itself); one for each of dy · b (|b| ≤ 2)
  /// and dy ÷ b (|1 ÷ b| ≤ 2); three for (dy · y) ÷ b, y rounded itself, |a ÷ b²| ≤ 8.
  static let elementwise: [GradientCase] = [
    binary("a + b", input([7], units: 0), input([7], salt: 2, units: 0), { $0 + $1 }, { $0 + $1 }),
    binary("a - b", input([7], units: 0), input([7], salt: 2, units: 0), { $0 - $1 }, { $0 - $1 }),
    binary("a * b", input([7], units: 2), input([7], salt: 2, units: 2), { $0 * $1 }, { $0 * $1 }),
    // ∂³(a ÷ b) ÷ ∂b³ = −6a ÷ b⁴, at most 6 · 2 ÷ (0.5 − h)⁴ < 193.
    binary(
      "a ÷ b", input([7], units: 2),
      input([7], 0.5...2, salt: 2, thirdDerivative: 193, units: 24), { $0 / $1 }, { $0 / $1 }),
    unary("-a", input([7], units: 0), { -$0 }, { -$0 }),
    // The factor and the product are rounded; 2 · 0.3 < 1.
    unary("a * 0.3", input([7], units: 1), { $0 * 0.3 }, { $0 * 0.3 }),
    unary("a ÷ 3", input([7], units: 0.34), { $0.divided(by: 3) }, { $0 / 3 }),
  ]

  /// NUM-019: a chain of k fma has k roundings of sums that are at most Σ|terms| = 2k.
  static let products: [GradientCase] = [
    GradientCase(
      name: "matmul", inputs: [input([3, 4], units: 50), input([4, 5], salt: 2, units: 18)],
      outputShape: [3, 5], tensor: { $0[0].matmul($0[1]) },
      function: { product($0[0], 3, 4, $0[1], 5) }),
    GradientCase(
      name: "linear without bias",
      inputs: [input([3, 4], units: 50), input([5, 4], salt: 2, units: 18)],
      outputShape: [3, 5], tensor: { $0[0].linear(weight: $0[1], bias: nil) },
      function: { product($0[0], 3, 4, transposed($0[1], 5, 4), 5) }),
    // The bias adds three terms of at most 1: three roundings of at most 3.
    GradientCase(
      name: "linear with bias",
      inputs: [
        input([3, 4], units: 50), input([5, 4], salt: 2, units: 18), input([5], salt: 3, units: 9),
      ], outputShape: [3, 5], tensor: { $0[0].linear(weight: $0[1], bias: $0[2]) },
      function: { x in
        product(x[0], 3, 4, transposed(x[1], 5, 4), 5).enumerated().map { $1 + x[2][$0 % 5] }
      }),
  ]

  /// NUM-018: sums repeat dy bit for bit; means divide once, by 12, 3 or 4.
  static let reductions: [GradientCase] = [
    GradientCase(
      name: "sum", inputs: [input([3, 4], units: 0)], outputShape: [],
      tensor: { $0[0].sum() }, function: { [$0[0].reduce(0, +)] }),
    GradientCase(
      name: "sum(axis: 1)", inputs: [input([2, 3, 4], units: 0)], outputShape: [2, 4],
      tensor: { $0[0].sum(axis: 1) }, function: { sums($0[0], outer: 2, reduced: 3, inner: 4) }),
    GradientCase(
      name: "sum(axis: -1)", inputs: [input([2, 3, 4], units: 0)], outputShape: [2, 3],
      tensor: { $0[0].sum(axis: -1) }, function: { sums($0[0], outer: 6, reduced: 4, inner: 1) }),
    GradientCase(
      name: "mean", inputs: [input([3, 4], units: 0.1)], outputShape: [],
      tensor: { $0[0].mean() }, function: { [$0[0].reduce(0, +) / 12] }),
    GradientCase(
      name: "mean(axis: 0)", inputs: [input([3, 4], units: 0.34)], outputShape: [4],
      tensor: { $0[0].mean(axis: 0) },
      function: { sums($0[0], outer: 1, reduced: 3, inner: 4).map { $0 / 3 } }),
    GradientCase(
      name: "reshape", inputs: [input([3, 4], units: 0)], outputShape: [2, 6],
      tensor: { $0[0].reshaped(to: [2, 6]) }, function: { $0[0] }),
  ]

  private static func product(
    _ a: [Double], _ m: Int, _ k: Int, _ b: [Double], _ n: Int
  ) -> [Double] {
    (0..<m * n).map { place in
      (0..<k).reduce(0) { $0 + a[place / n * k + $1] * b[$1 * n + place % n] }
    }
  }

  private static func transposed(_ a: [Double], _ rows: Int, _ columns: Int) -> [Double] {
    (0..<rows * columns).map { a[$0 % rows * columns + $0 / rows] }
  }

  private static func sums(
    _ x: [Double], outer: Int, reduced: Int, inner: Int
  ) -> [Double] {
    (0..<outer * inner).map { place in
      (0..<reduced).reduce(0) {
        $0 + x[(place / inner * reduced + $1) * inner + place % inner]
      }
    }
  }
}
