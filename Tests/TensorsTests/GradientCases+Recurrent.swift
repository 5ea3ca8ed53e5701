import Foundation
import NumericsContract
import Tensors

extension GradientCase {
  /// NUM-052 and NUM-054, for B = T = F = H = 2, x and states in [−1, 1], weights and biases in
  /// [−½, ½], each output and last state consumed with a weight of at most 1.
  ///
  /// *Truncation.* Let (m₀, m₁, m₂, m₃) bound |y| and its first derivatives along one coordinate. A
  /// coordinate is a factor of one term of a gate's sum a, of which the others pass h on with weights
  /// whose magnitudes add up to 1: |a′| ≤ 1 + |h′|, |a″| ≤ |h″| + 2|h′|, |a‴| ≤ |h‴| + 3|h″|. Products
  /// follow Leibniz, functions Faà di Bruno with (1, ¼, 0.097, ⅛) for sigmoid and (1, 1, 0.77, 2) for
  /// tanh. Two steps from (1, 1, 0, 0) give |h‴| ≤ 311 and 13 400, |c‴| ≤ 2 400 for an LSTM, and 205
  /// and 7 100 for a GRU; 2 sequences of 2 elements: 4 · (311 + 2 · 13 400 + 2 400) < 120 000, and
  /// 4 · (205 + 2 · 7 100) < 60 000.
  ///
  /// *Rounding*, in units, eʸ the error of y. LSTM: a errs by 10 + eʰ, gates by a quarter of it (tanh:
  /// by all of it) and 1. Step 1: i, f, o 3.5, g 11, c 26, u 27, h 31; step 2: 12, 42, 106, 107, 119.
  /// Backward, with |δh| ≤ 2 and |δc| ≤ 3 in step 2, 6.75 and 9.75 in step 1: δh 2, δc 457,
  /// da 185 + 326 + 752 + 80 in units for the four gates, κ 494, ρ 1389; then δh 1396, δc 2300,
  /// da 652 + 626 + 2574 + 429, ρ and dx 4400. A weight adds at most 752 + 2574 for each of 2
  /// sequences, 93 for the errors of h and 100 for the sum: below 7000.
  /// GRU: step 1: r, z 3.5, n 17, h 28; step 2: 11, 54, 106. Backward: δh 2, dn 247, dz 91, dr 145,
  /// dn · r 270, ρ 558; then δh 565, dn 836, dz 385, dr 373, dn · r 866, ρ and dx 2300; a weight
  /// 2 · (270 + 866) + 2 · 55 + 100: below 2600.
  static let recurrent: [GradientCase] = [
    recurrentCase("lstm", gates: 4, states: 2, units: 7000, thirdDerivative: 120_000) {
      let result = $0[0].lstm(weights($0), from: LSTMState(hidden: $0[5], cell: $0[6]))
      return result.outputs.sum(axis: 1) + result.last.hidden + result.last.cell
    } function: {
      let (outputs, h, c) = lstm($0, reversed: false)
      return zip(sumOfSteps(outputs), zip(h, c)).map { $0 + $1.0 + $1.1 }
    },
    recurrentCase("lstm, outputs alone", gates: 4, states: 2, units: 7000, thirdDerivative: 120_000)
    {
      $0[0].lstm(weights($0), from: LSTMState(hidden: $0[5], cell: $0[6])).outputs
        .sum(axis: 1)
    } function: {
      sumOfSteps(lstm($0, reversed: false).outputs)
    },
    recurrentCase(
      "lstm, last state of reversed steps", gates: 4, states: 0, units: 7000,
      thirdDerivative: 120_000
    ) {
      let last = $0[0].lstm(weights($0), reversed: true).last
      return last.hidden + last.cell
    } function: {
      let (_, h, c) = lstm($0, reversed: true)
      return zip(h, c).map(+)
    },
    recurrentCase("gru", gates: 3, states: 1, units: 2600, thirdDerivative: 60_000) {
      let result = $0[0].gru(weights($0), from: $0[5])
      return result.outputs.sum(axis: 1) + result.last
    } function: {
      let (outputs, h) = gru($0, reversed: false)
      return zip(sumOfSteps(outputs), h).map(+)
    },
    recurrentCase(
      "gru, last state of reversed steps", gates: 3, states: 0, units: 2600,
      thirdDerivative: 60_000
    ) {
      $0[0].gru(weights($0), reversed: true).last
    } function: {
      gru($0, reversed: true).last
    },
  ]

  /// Inputs x, W of x, W of h, b of x, b of h, states.
  private static func recurrentCase(
    _ name: String, gates: Int, states: Int, units: Double, thirdDerivative: Double,
    tensor: @escaping @Sendable ([Tensor]) -> Tensor,
    function: @escaping @Sendable ([[Double]]) -> [Double]
  ) -> GradientCase {
    let rows = 2 * gates
    let small: [Shape] = [[rows, 2], [rows, 2], [rows], [rows]]
    let shapes: [Shape] = [[2, 2, 2]] + small + Array(repeating: [2, 2], count: states)
    return GradientCase(
      name: name,
      inputs: shapes.enumerated().map { index, shape in
        Input(
          values: uniform(
            shape.count, in: (1...4).contains(index) ? -0.5...0.5 : -1...1, salt: UInt64(index)),
          shape: shape, thirdDerivative: thirdDerivative, units: units)
      }, outputShape: [2, 2], tensor: tensor, function: function)
  }

  private static func weights(_ x: [Tensor]) -> RecurrentWeights {
    RecurrentWeights(input: x[1], hidden: x[2], inputBias: x[3], hiddenBias: x[4])
  }

  /// [sequence][step][element] summed over steps, row-major.
  private static func sumOfSteps(_ outputs: [[[Double]]]) -> [Double] {
    outputs.flatMap { steps in (0..<2).map { j in steps[0][j] + steps[1][j] } }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }

  /// W·v + b, for a weight of two columns.
  private static func affine(_ w: [Double], _ v: ArraySlice<Double>, _ b: [Double]) -> [Double] {
    b.indices.map { w[2 * $0] * v[v.startIndex] + w[2 * $0 + 1] * v[v.startIndex + 1] + b[$0] }
  }

  private static func lstm(
    _ x: [[Double]], reversed: Bool
  ) -> (outputs: [[[Double]]], h: [Double], c: [Double]) {
    var (outputs, lastH, lastC): ([[[Double]]], [Double], [Double]) = ([], [], [])
    for b in 0..<2 {
      var h = x.count > 5 ? Array(x[5][2 * b..<2 * b + 2]) : [0, 0]
      var c = x.count > 6 ? Array(x[6][2 * b..<2 * b + 2]) : [0, 0]
      var steps = [[Double]](repeating: [], count: 2)
      for t in reversed ? [1, 0] : [0, 1] {
        let start = (2 * b + t) * 2
        let a = zip(affine(x[1], x[0][start..<start + 2], x[3]), affine(x[2], h[...], x[4]))
          .map(+)
        for j in 0..<2 {
          c[j] = sigmoid(a[2 + j]) * c[j] + sigmoid(a[j]) * Foundation.tanh(a[4 + j])
          h[j] = sigmoid(a[6 + j]) * Foundation.tanh(c[j])
        }
        steps[t] = h
      }
      outputs.append(steps)
      lastH += h
      lastC += c
    }
    return (outputs, lastH, lastC)
  }

  private static func gru(
    _ x: [[Double]], reversed: Bool
  ) -> (outputs: [[[Double]]], last: [Double]) {
    var (outputs, last): ([[[Double]]], [Double]) = ([], [])
    for b in 0..<2 {
      var h = x.count > 5 ? Array(x[5][2 * b..<2 * b + 2]) : [0, 0]
      var steps = [[Double]](repeating: [], count: 2)
      for t in reversed ? [1, 0] : [0, 1] {
        let start = (2 * b + t) * 2
        let p = affine(x[1], x[0][start..<start + 2], x[3])
        let q = affine(x[2], h[...], x[4])
        for j in 0..<2 {
          let (r, z) = (sigmoid(p[j] + q[j]), sigmoid(p[2 + j] + q[2 + j]))
          let n = Foundation.tanh(p[4 + j] + r * q[4 + j])
          h[j] = (1 - z) * n + z * h[j]
        }
        steps[t] = h
      }
      outputs.append(steps)
      last += h
    }
    return (outputs, last)
  }
}
