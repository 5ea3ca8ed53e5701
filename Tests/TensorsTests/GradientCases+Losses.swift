import Foundation
import NumericsContract
import Tensors

extension GradientCase {
  /// Losses, NUM-014 and NUM-020.
  static let losses: [GradientCase] = [crossEntropyCase, meanSquaredErrorCase]

  /// *Truncation*: the third derivative of log Σ exp in one coordinate is p(1 − p)(1 − 2p), below
  /// 0.0963 in magnitude; one row's loss counts a quarter.
  ///
  /// *Rounding*, in units: with logits in [−2, 2], eⱼ errs relatively by |xⱼ − m| + 1 ≤ 5, the sum of
  /// five such by 5 + 5, so p by 5 + 10 + 1 = 16; p − δ and the product with g add one each, g
  /// one more; |p|, |p − δ| ≤ 1 and |g| ≤ ¼ give (16 + 3) ÷ 4 < 5.
  private static var crossEntropyCase: GradientCase {
    let labels: [Int32] = [4, 0, 2, 2]
    return GradientCase(
      name: "crossEntropy",
      inputs: [
        Input(
          values: uniform(20, in: -2...2, salt: 1), shape: [4, 5], thirdDerivative: 0.0963 / 4,
          units: 5)
      ], outputShape: [],
      tensor: { crossEntropy($0[0], Tensor(labels, shape: [4], on: $0[0].dispatcher)) },
      function: { x in
        let losses = labels.indices.map { row in
          let logits = x[0][row * 5..<row * 5 + 5]
          let largest = logits.reduce(-Double.infinity) { max($0, $1) }
          let total = logits.reduce(0) { $0 + Foundation.exp($1 - largest) }
          return largest + Foundation.log(total) - logits[row * 5 + Int(labels[row])]
        }
        return [losses.reduce(0, +) / 4]
      })
  }

  /// L is quadratic. d, the bracket and the product are rounded; |d| ≤ 4, |2g ÷ 7| ≤ 2 ÷ 7 give
  /// 3 · 8 ÷ 7 < 3.5.
  private static var meanSquaredErrorCase: GradientCase {
    let target = uniform(7, in: -2...2, salt: 5)
    return GradientCase(
      name: "meanSquaredError",
      inputs: [
        Input(values: uniform(7, in: -2...2, salt: 1), shape: [7], thirdDerivative: 0, units: 3.5)
      ], outputShape: [],
      tensor: {
        meanSquaredError($0[0], Tensor(target, as: $0[0].type, shape: [7], on: $0[0].dispatcher))
      },
      function: { x in
        let differences: [Double] = zip(x[0], target).map { $0 - Double($1) }
        return [differences.reduce(0) { $0 + $1 * $1 } / 7]
      })
  }

  /// NUM-023: linear in x. The scale, at most 1 ÷ 0.7, and the product are rounded.
  static let dropout = GradientCase(
    name: "dropout",
    inputs: [
      Input(
        values: uniform(24, in: -2...2, salt: 1), shape: [4, 6], thirdDerivative: 0,
        units: 2 / 0.7)
    ], outputShape: [4, 6],
    tensor: { $0[0].dropout(0.3, stream: RandomStream(seed: 5, name: "dropout:case")) },
    function: { x in
      let words = RandomStream(seed: 5, name: "dropout:case").words(count: 24)
      let threshold = UInt64((0.7 * 0x1p32).rounded())
      return zip(x[0], words).map { UInt64($1) < threshold ? $0 / 0.7 : 0 }
    })

  /// NUM-015 and NUM-016 for three rows of six.
  ///
  /// *Truncation.* Let d = x − μ, w = v + ε, r = w^(−½), ∂dᵢ ÷ ∂xⱼ = c with |c| ≤ 1, v′ = 2dⱼ ÷ n,
  /// v″ ≤ 2 ÷ n, v‴ = 0. From r″ = ¾r⁵v′² − ½r³v″ and r‴ = −(15/8)r⁷v′³ + (9/4)r⁵v′v″, with
  /// |dᵢ| · r ≤ √n and hence |v′| · r ≤ 2 ÷ √n: |r″| ≤ 4r³ ÷ n, |r‴| ≤ 24r⁴ ÷ n^1.5, and
  /// |x̂ᵢ‴| = |dᵢr‴ + 3cr″| ≤ 36r³ ÷ n. A row has n outputs with |w| ≤ 1: |L‴| ≤ 36r³ · max|γ|. Moving
  /// one x by h changes √v by at most h, so r stays below twice its value.
  ///
  /// *Rounding*, to first order in units, X = max|x|, H = max|γ| bounding |h| = |dy · γ|:
  /// μ: nX; d: D = (n + 2)X; v: relatively, after + ε, 2Dr + n + 3; r: ρ = Dr + (n + 3) ÷ 2 + 2;
  /// x̂: Ξ = Dr + √n(ρ + 1), |x̂| ≤ √n; a: (n + 1)H; b: B = H(Ξ + (n + 2)√n), |b| ≤ H; the fma:
  /// Q = (n + 4)H + ΞH + √nB + (2 + √n)H; dx: r(Q + (2 + √n)H(ρ + 1)). dγ sums three terms with an
  /// error of Ξ + √n each, by three additions of at most 3√n; dβ adds three terms of at most 1.
  static let layerNorm: GradientCase = {
    let (rows, n, epsilon) = (3, 6, 1e-5)
    let x = uniform(rows * n, in: -2...2, salt: 1)
    let inverse = (0..<rows).reduce(0.0) {
      max($0, statistics(x[$1 * n..<$1 * n + n].map(Double.init), epsilon).inverse)
    }
    let (root, size) = (Double(n).squareRoot(), Double(n))
    let d = (size + 2) * 2 * inverse
    let rho = d + (size + 3) / 2 + 2
    let xi = d + root * (rho + 1)
    let scale = 1.5
    let b = scale * (xi + (size + 2) * root)
    let q = (size + 4) * scale + xi * scale + root * b + (2 + root) * scale
    return GradientCase(
      name: "layerNorm",
      inputs: [
        Input(
          values: x, shape: [rows, n],
          thirdDerivative: 36 * 8 * inverse * inverse * inverse * scale,
          units: inverse * (q + (2 + root) * scale * (rho + 1))),
        Input(
          values: uniform(n, in: 0.5...1.5, salt: 2), shape: [n], thirdDerivative: 0,
          units: 3 * (xi + root) + 9 * root),
        Input(
          values: uniform(n, in: -1...1, salt: 3), shape: [n], thirdDerivative: 0, units: 9),
      ], outputShape: [rows, n],
      tensor: { $0[0].layerNorm(gamma: $0[1], beta: $0[2], epsilon: epsilon) },
      function: { input in
        (0..<rows).flatMap { row in
          let values = Array(input[0][row * n..<row * n + n])
          let (mean, inverse) = statistics(values, epsilon)
          return values.indices.map {
            (values[$0] - mean) * inverse * input[1][$0] + input[2][$0]
          }
        }
      })
  }()

  private static func statistics(
    _ row: [Double], _ epsilon: Double
  ) -> (mean: Double, inverse: Double) {
    let mean = row.reduce(0, +) / Double(row.count)
    let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
    return (mean, 1 / (variance + epsilon).squareRoot())
  }
}
