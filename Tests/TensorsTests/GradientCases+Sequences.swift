import Foundation
import NumericsContract
import Tensors

extension GradientCase {
  /// NUM-050, for T ≤ 4 queries, n ≤ 4 keys and heads of S = 2, all inputs and weights in [−1, 1].
  ///
  /// *Truncation.* o is the mean of v under weights p ∝ eˢ. Along one coordinate of q or k, s is linear
  /// with |s′| ≤ c ≤ 1, so the derivatives of o are joint cumulants: |o‴| ≤ |E[ṽs̃³]| + 3|E[ṽs̃]|E[s̃²]
  /// ≤ 4 + 3 with centred |s̃| ≤ 2 and variances of at most 1. A coordinate of q reaches S outputs, one
  /// of k reaches S · T; o is linear in v: 14, 56 and 0.
  ///
  /// *Rounding*, in units, c = 1 ÷ √2: s errs by 4c + 2 · 1.42 < 6, s − m by 15, e relatively by 16, the
  /// sum by 20, p by 37. dv adds T terms: 37T + T² = 164. dp errs by 4, t by 37S + 4 + S + 4S < 90,
  /// p · (dp − t) by (37 · 4 + 98 + 4)p, ds by c · (250 + 8)p < 183p. dq adds n terms of at most 2.83p
  /// with Σp = 1: 183 + 4 · 2.83 < 200. dk adds T of them: 4 · 183 + 4 · 4 · 2.83 < 800.
  static let attentions: [GradientCase] = [
    attentionCase("causal attention", batch: 2, queries: 3, keys: 3, causal: true),
    attentionCase("attention of other keys", batch: 1, queries: 4, keys: 2, causal: false),
    attentionCase(
      "masked attention", batch: 2, queries: 3, keys: 4, causal: true,
      mask: [0, 1, 0, 1, 1, 1, 0, 1]),
    packedCase,
  ]

  private static func attentionInput(
    _ shape: Shape, salt: UInt64, thirdDerivative: Double, units: Double
  ) -> Input {
    Input(
      values: uniform(shape.count, in: -1...1, salt: salt), shape: shape,
      thirdDerivative: thirdDerivative, units: units)
  }

  private static func attentionCase(
    _ name: String, batch: Int, queries: Int, keys: Int, causal: Bool, mask: [UInt8]? = nil
  ) -> GradientCase {
    let (asking, asked): (Shape, Shape) = ([batch, queries, 2, 2], [batch, keys, 2, 2])
    return GradientCase(
      name: name,
      inputs: [
        attentionInput(asking, salt: 1, thirdDerivative: 14, units: 200),
        attentionInput(asked, salt: 2, thirdDerivative: 56, units: 800),
        attentionInput(asked, salt: 3, thirdDerivative: 0, units: 164),
      ], outputShape: asking,
      tensor: { x in
        let present = mask.map { bytes in
          let operand = x[0].dispatcher.allocate(bytes.count, type: .bool)
          let tensor = Tensor(operand, shape: [batch, keys], on: x[0].dispatcher)
          tensor.overwrite(with: bytes)
          return tensor
        }
        return scaledDotProductAttention(x[0], x[1], x[2], causal: causal, mask: present)
      },
      function: { attention($0[0], $0[1], $0[2], batch, queries, keys, causal, mask) })
  }

  /// q, k and v in one tensor: each coordinate has the largest of the three bounds.
  private static var packedCase: GradientCase {
    GradientCase(
      name: "packed attention",
      inputs: [attentionInput([2, 3, 12], salt: 4, thirdDerivative: 56, units: 800)],
      outputShape: [2, 3, 4], tensor: { $0[0].packedAttention(heads: 2, causal: true) },
      function: { x in
        let parts = (0..<3).map { part in
          (0..<6).flatMap { token -> ArraySlice<Double> in
            let start = token * 12 + part * 4
            return x[0][start..<start + 4]
          }
        }
        return attention(parts[0], parts[1], parts[2], 2, 3, 3, true, nil)
      })
  }

  /// Attention of two heads of two elements in binary64.
  private static func attention(
    _ q: [Double], _ k: [Double], _ v: [Double], _ batch: Int, _ queries: Int, _ keys: Int,
    _ causal: Bool, _ mask: [UInt8]?
  ) -> [Double] {
    (0..<batch * queries * 4).map { place in
      let (token, element) = place.quotientAndRemainder(dividingBy: 4)
      let (b, i) = token.quotientAndRemainder(dividingBy: queries)
      let head = element / 2 * 2
      var (total, weighted) = (0.0, 0.0)
      for j in 0..<keys where !(causal && j > i) && mask?[b * keys + j] != 0 {
        let row = (b * keys + j) * 4
        var product = 0.0
        for c in head..<head + 2 { product += q[token * 4 + c] * k[row + c] }
        let e = Foundation.exp(product / 2.0.squareRoot())
        total += e
        weighted += e * v[row + element]
      }
      return total == 0 ? 0 : weighted / total
    }
  }
}
