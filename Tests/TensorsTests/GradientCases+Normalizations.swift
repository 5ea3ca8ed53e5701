import NumericsContract
import Tensors

extension GradientCase {
  /// NUM-110 to NUM-112 for an image batch of 3 · 1 · 2 = 6 rows and two channels.
  ///
  /// *Truncation* as for layer norm, a channel standing for a row: |L‴| ≤ 36r³ · max|γ|, r doubled.
  ///
  /// *Rounding*, to first order in units, n = 6 rows, X = max|x|, |dy| ≤ 1, as for layer norm with
  /// h = dy: D = (n + 2)X; ρ = Dr + (n + 3) ÷ 2 + 2 of r; x̂: Ξ = Dr + √n(ρ + 1), |x̂| ≤ √n;
  /// a: n + 1; b: B = Ξ + (n + 2)√n, |b| ≤ 1; the fma: Q = (n + 4) + Ξ + √nB + (2 + √n); γ · r errs
  /// relatively by ρ + 1: dx: rγ(Q + (2 + √n)(ρ + 2)). dγ adds n terms with an error of Ξ + √n each
  /// by n additions of at most n√n; dβ adds n terms of at most 1.
  static let batchNorm: GradientCase = {
    let (rows, channels, epsilon) = (6, 2, 1e-5)
    let x = uniform(rows * channels, in: -2...2, salt: 1)
    let exact = x.map(Double.init)
    let inverse = (0..<channels).reduce(0.0) {
      max($0, moments(of: $1, among: channels, exact, epsilon).inverse)
    }
    let (root, size, scale) = (Double(rows).squareRoot(), Double(rows), 1.5)
    let d = (size + 2) * 2 * inverse
    let rho = d + (size + 3) / 2 + 2
    let xi = d + root * (rho + 1)
    let q = (size + 4) + xi + root * (xi + (size + 2) * root) + (2 + root)
    return GradientCase(
      name: "batchNorm",
      inputs: [
        Input(
          values: x, shape: [3, 1, 2, channels],
          thirdDerivative: 36 * 8 * inverse * inverse * inverse * scale,
          units: inverse * scale * (q + (2 + root) * (rho + 2))),
        Input(
          values: uniform(channels, in: 0.5...1.5, salt: 2), shape: [channels],
          thirdDerivative: 0, units: size * (xi + root) + size * size * root),
        Input(
          values: uniform(channels, in: -1...1, salt: 3), shape: [channels], thirdDerivative: 0,
          units: size * size),
      ], outputShape: [3, 1, 2, channels],
      tensor: { $0[0].batchNorm(gamma: $0[1], beta: $0[2], epsilon: epsilon).output },
      function: { input in
        let found = (0..<channels).map { moments(of: $0, among: channels, input[0], epsilon) }
        return input[0].enumerated().map { place, x in
          let j = place % channels
          return (x - found[j].mean) * found[j].inverse * input[1][j] + input[2][j]
        }
      })
  }()

  private static func moments(
    of channel: Int, among channels: Int, _ all: [Double], _ epsilon: Double
  ) -> (mean: Double, inverse: Double) {
    let values = stride(from: channel, to: all.count, by: channels).map { all[$0] }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, 1 / (variance + epsilon).squareRoot())
  }
}
