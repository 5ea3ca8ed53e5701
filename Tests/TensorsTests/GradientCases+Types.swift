import NumericsContract
import Tensors

extension GradientCase {
  /// NUM-091. Operands are converted to binary64 and the result back: what errs is the last rounding of a
  /// gradient, so `units` bounds its magnitude, and binary64 adds less than a thousandth.
  static let doubles: [GradientCase] = [
    double(
      "a · b + b of [2, 3] and [3]", [input([2, 3], units: 2.1), input([3], salt: 2, units: 6.1)],
      [2, 3], { ($0[0] * $0[1]) + $0[1] },
      { x in (0..<6).map { (i: Int) -> Double in x[0][i] * x[1][i % 3] + x[1][i % 3] } }),
    // ∂³ of a ÷ b is below 193, and two results have each b.
    double(
      "a ÷ b − a of [2, 3] and [3]",
      [
        input([2, 3], units: 3.1), input([3], 0.5...2, salt: 2, thirdDerivative: 386, units: 16.1),
      ],
      [2, 3], { ($0[0] / $0[1]) - $0[0] },
      { x in (0..<6).map { (i: Int) -> Double in x[0][i] / x[1][i % 3] - x[0][i] } }),
    double(
      "√a + 1 ÷ a + |a| + a² + relu a",
      [input([5], 0.5...2, thirdDerivative: 102, units: 12)], [5],
      { x in
        let roots: Tensor = x[0].squareRoot() + x[0].reciprocal()
        return roots + x[0].absolute() + x[0].square() + x[0].relu()
      },
      { $0[0].map { (a: Double) -> Double in a.squareRoot() + 1 / a + 2 * a + a * a } }),
    double(
      "a · b of matrices", [input([2, 3], units: 4.1), input([3, 2], salt: 2, units: 4.1)], [2, 2],
      { $0[0].matmul($0[1]) },
      { x in
        (0..<4).map { (i: Int) -> Double in
          (0..<3).reduce(0.0) { $0 + x[0][i / 2 * 3 + $1] * x[1][$1 * 2 + i % 2] }
        }
      }),
    double(
      "a · bᵀ + c",
      [
        input([2, 3], units: 4.1), input([2, 3], salt: 2, units: 4.1),
        input([2], salt: 3, units: 2.1),
      ], [2, 2],
      { $0[0].linear(weight: $0[1], bias: $0[2]) },
      { x in
        (0..<4).map { (i: Int) -> Double in
          (0..<3).reduce(x[2][i % 2]) { $0 + x[0][i / 2 * 3 + $1] * x[1][i % 2 * 3 + $1] }
        }
      }),
    double(
      "rows by index", [input([3, 2], units: 2.1)], [4, 2],
      { $0[0].gathered(at: Tensor([2, 0, 2, 1] as [Int32], shape: [4], on: $0[0].dispatcher)) },
      { x in [2, 0, 2, 1].flatMap { (row: Int) -> [Double] in [x[0][2 * row], x[0][2 * row + 1]] } }
    ),
    double(
      "mean and variance", [input([4], units: 6)], [],
      { $0[0].mean() + $0[0].variance(axes: [0]) },
      { x in
        let mean = x[0].reduce(0, +) / 4
        return [mean + x[0].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4]
      }),
    double(
      "maximum, clamp and scale", [input([5], -0.9...(-0.1), units: 4.1)], [5],
      { x in
        let scaled: Tensor = x[0] * 3.0
        return maximum(x[0], scaled) + x[0].clamped(to: -1...1)
      }, { $0[0].map { (a: Double) -> Double in 2 * a } }),
  ]

  /// NUM-157. The units of binary32 cover the last rounding, which is the only one that is left.
  static let doubleFunctions = inDoubles(functions)

  /// Layers and losses, under the bounds of binary32 likewise.
  static let doubleLayers = inDoubles(
    convolutions + pools + [batchNorm, givenBatchNorm, groupNorm, rmsNorm, layerNorm] + attentions
      + recurrent + softmaxes + losses + elementLosses + [dropout])

  private static func inDoubles(_ cases: [GradientCase]) -> [GradientCase] {
    cases.map { double($0.name, $0.inputs, $0.outputShape, $0.tensor, $0.function) }
  }

  private static func double(
    _ name: String, _ inputs: [Input], _ shape: Shape,
    _ tensor: @escaping @Sendable ([Tensor]) -> Tensor,
    _ function: @escaping @Sendable ([[Double]]) -> [Double]
  ) -> GradientCase {
    GradientCase(
      name: "\(name) in binary64", inputs: inputs, outputShape: shape,
      tensor: { x in
        tensor(x.map { $0.converted(to: .float64) }).converted(to: .float32)
      }, function: function)
  }
}
