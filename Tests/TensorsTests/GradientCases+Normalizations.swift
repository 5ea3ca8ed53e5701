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

  /// NUM-112 with given statistics; all functions of one coordinate are linear.
  ///
  /// With v in 0.5 ... 1.5, r ≤ 1.42 and |x̂| ≤ 3r < 4.3 for |μ| ≤ 1. Roundings: r errs relatively by
  /// 0.5 (the sum, halved by the root) + 1 + 1 and less than 0.5 for RN32(ε); γ · r and the product add 2:
  /// dx ≤ 1.42 · 1.5 by 5. x̂ errs by 3 + 2, dγ adds six products: 6 · 4.3 · (5 + 1) and six sums of at most
  /// 6 · 4.3. dβ adds six terms of at most 1.
  static let givenBatchNorm: GradientCase = {
    let (mean, variance) = (
      uniform(2, in: -1...1, salt: 5), uniform(2, in: 0.5...1.5, salt: 6)
    )
    let inverse = variance.map { 1 / (Double($0) + 1e-5).squareRoot() }
    return GradientCase(
      name: "batchNorm with given statistics",
      inputs: [
        input([3, 1, 2, 2], units: 1.42 * 1.5 * 5),
        input([2], 0.5...1.5, salt: 2, units: 6 * 4.3 * 12), input([2], salt: 3, units: 36),
      ], outputShape: [3, 1, 2, 2],
      tensor: { x in
        let statistics = [mean, variance].map {
          Tensor($0, as: x[0].type, shape: [2], on: x[0].dispatcher)
        }
        return x[0].batchNorm(
          mean: statistics[0], variance: statistics[1], gamma: x[1], beta: x[2], epsilon: 1e-5)
      },
      function: { input in
        input[0].enumerated().map { place, x in
          let j = place % 2
          return (x - Double(mean[j])) * inverse[j] * input[1][j] + input[2][j]
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

  /// NUM-117 for two images of two pixels and four channels in two groups: rows of n = 4.
  ///
  /// Bounds as for layer norm (NUM-015, NUM-016), X = 2, H = 1.5; dγ and dβ add four rows: four terms with
  /// an error of Ξ + √n by four additions of at most 4√n, and 16.
  static let groupNorm: GradientCase = {
    let (count, channels, size, epsilon) = (16, 4, 2, 1e-5)
    let x = uniform(count, in: -2...2, salt: 1)
    let bounds = RowBounds(rows: groups(of: x.map(Double.init)), epsilon: epsilon, isCentered: true)
    return GradientCase(
      name: "groupNorm",
      inputs: [
        Input(
          values: x, shape: [2, 2, channels], thirdDerivative: bounds.thirdDerivative,
          units: bounds.units),
        Input(
          values: uniform(channels, in: 0.5...1.5, salt: 2), shape: [channels],
          thirdDerivative: 0, units: 4 * (bounds.hat + bounds.root) + 16 * bounds.root),
        Input(
          values: uniform(channels, in: -1...1, salt: 3), shape: [channels], thirdDerivative: 0,
          units: 16),
      ], outputShape: [2, 2, channels],
      tensor: { $0[0].groupNorm(groups: 2, gamma: $0[1], beta: $0[2], epsilon: epsilon) },
      function: { input in
        let found = groups(of: input[0]).map { moments(of: 0, among: 1, $0, epsilon) }
        return input[0].enumerated().map { place, x in
          let channel = place % channels
          let group = found[place / 8 * 2 + channel / size]
          return (x - group.mean) * group.inverse * input[1][channel] + input[2][channel]
        }
      })
  }()

  /// The elements of the two groups of each of two images.
  private static func groups(of x: [Double]) -> [[Double]] {
    [0, 2, 8, 10].map { start in [0, 1, 4, 5].map { x[start + $0] } }
  }

  /// NUM-118 for three rows of six; bounds as for layer norm with d = x, which errs by nothing.
  static let rmsNorm: GradientCase = {
    let (rows, n, epsilon) = (3, 6, 1e-5)
    let x = uniform(rows * n, in: -2...2, salt: 1)
    let exact = (0..<rows).map { row in x[row * n..<row * n + n].map(Double.init) }
    let bounds = RowBounds(rows: exact, epsilon: epsilon, isCentered: false)
    return GradientCase(
      name: "rmsNorm",
      inputs: [
        Input(
          values: x, shape: [rows, n], thirdDerivative: bounds.thirdDerivative,
          units: bounds.units),
        Input(
          values: uniform(n, in: 0.5...1.5, salt: 2), shape: [n], thirdDerivative: 0,
          units: 3 * (bounds.hat + bounds.root) + 9 * bounds.root),
      ], outputShape: [rows, n], tensor: { $0[0].rmsNorm(gamma: $0[1], epsilon: epsilon) },
      function: { input in
        (0..<rows).flatMap { row in
          let values = Array(input[0][row * n..<row * n + n])
          let square = values.reduce(0) { $0 + $1 * $1 } / Double(n)
          let inverse = 1 / (square + epsilon).squareRoot()
          return values.indices.map { values[$0] * inverse * input[1][$0] }
        }
      })
  }()

  /// What the case `layerNorm` derives, for rows of any length, X = 2 and H = 1.5.
  private struct RowBounds {
    let thirdDerivative: Double
    let units: Double
    /// Ξ, of x̂.
    let hat: Double
    /// √n.
    let root: Double

    init(rows: [[Double]], epsilon: Double, isCentered: Bool) {
      let inverse =
        rows.map { row -> Double in
          let mean = isCentered ? row.reduce(0, +) / Double(row.count) : 0
          let square = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
          return 1 / (square + epsilon).squareRoot()
        }.max() ?? 0
      let size = Double(rows[0].count)
      let scale = 1.5
      root = size.squareRoot()
      let d = (size + 2) * 2 * inverse
      let rho = d + (size + 3) / 2 + 2
      hat = d + root * (rho + 1)
      let b = scale * (hat + (size + 2) * root)
      let q = (size + 4) * scale + hat * scale + root * b + (2 + root) * scale
      thirdDerivative = 36 * 8 * inverse * inverse * inverse * scale
      units = inverse * (q + (2 + root) * scale * (rho + 1))
    }
  }
}
