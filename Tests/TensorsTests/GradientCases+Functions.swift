import Foundation
import Tensors

extension GradientCase {
  /// Functions, with the NUM-011, NUM-012 and NUM-060 gradients. The bound of each third derivative
  /// holds up to h beyond the range; units are roundings times the largest gradient unless said
  /// otherwise.
  static let functions: [GradientCase] = signsAndPowers + exponentials + activations

  private static let signsAndPowers: [GradientCase] = [
    // At least 0.1 from the kink at 0, on either side of it.
    unary("relu of positive", input([7], 0.1...2, units: 0), { $0.relu() }, { max($0, 0) }),
    unary("relu of negative", input([7], -2...(-0.1), units: 0), { $0.relu() }, { max($0, 0) }),
    unary("absolute of positive", input([7], 0.1...2, units: 0), { $0.absolute() }, { abs($0) }),
    unary(
      "absolute of negative", input([7], -2...(-0.1), units: 0), { $0.absolute() }, { abs($0) }),
    unary("sign", input([7], 0.1...2, units: 0), { $0.sign() }, { $0 < 0 ? -1 : 1 }),
    // y enters twice, two products; y² ≤ 4 and 6 ÷ x⁴ ≤ 6 ÷ (0.5 − h)⁴ < 97.
    unary(
      "reciprocal", input([7], 0.5...2, thirdDerivative: 97, units: 16), { $0.reciprocal() },
      { 1 / $0 }),
    // Doubling is exact.
    unary("square", input([7], units: 4), { $0.square() }, { $0 * $0 }),
    // y and the quotient are rounded, 1 ÷ 2y < 0.71; 3 ÷ 8 · x^(−5/2) < 2.13.
    unary(
      "squareRoot", input([7], 0.5...2, thirdDerivative: 2.13, units: 1.42),
      { $0.squareRoot() }, { $0.squareRoot() }),
    // y enters three times, three products; ½y³ < 1.42 and 15 ÷ 8 · x^(−7/2) < 21.3.
    unary(
      "rsqrt", input([7], 0.5...2, thirdDerivative: 21.3, units: 8.6), { $0.rsqrt() },
      { 1 / $0.squareRoot() }),
  ]

  private static let exponentials: [GradientCase] = [
    // y and dy · y are rounded, y ≤ e² < 7.4; the third derivative is below e^(2 + h) < 7.5.
    unary(
      "exp", input([7], thirdDerivative: 7.5, units: 14.8), { $0.exp() }, { Foundation.exp($0) }),
    // y, ln 2 and two products are rounded; 4 ln 2 < 2.78 and 4 ln³ 2 < 1.34.
    unary(
      "exp2", input([7], thirdDerivative: 1.34, units: 11.2), { $0.exp2() },
      { Foundation.exp2($0) }),
    // y, y + 1 and the product are rounded.
    unary(
      "expm1", input([7], thirdDerivative: 7.5, units: 22.2), { $0.expm1() },
      { Foundation.expm1($0) }),
    // dy ÷ x is rounded once and at most 2; 2 ÷ x³ ≤ 2 ÷ (0.5 − h)³ < 16.1.
    unary(
      "log", input([7], 0.5...2, thirdDerivative: 16.1, units: 2), { $0.log() },
      { Foundation.log($0) }),
    // The same for 1 + x, which is rounded itself.
    unary(
      "log1p", input([7], -0.5...2, thirdDerivative: 16.1, units: 4), { $0.log1p() },
      { Foundation.log1p($0) }),
    // The function, π and two products are rounded; π³ < 31.1.
    unary(
      "sinpi", input([7], thirdDerivative: 31.1, units: 12.6), { $0.sinpi() },
      { Foundation.sin($0 * .pi) }),
    unary(
      "cospi", input([7], thirdDerivative: 31.1, units: 12.6), { $0.cospi() },
      { Foundation.cos($0 * .pi) }),
    // x² is rounded, which moves e^(−x²) by x²e^(−x²) < 0.37, then e, the constant and two
    // products; 2 ÷ √π < 1.13, which |4x² − 2| · e^(−x²) ≤ 2 multiplies in the third derivative.
    unary(
      "erf", input([7], thirdDerivative: 2.26, units: 5), { $0.erf() }, { Foundation.erf($0) }),
  ]

  private static let activations: [GradientCase] = [
    // 2y² for y, 1 for the fma, 1 for the product; |2(1 − y²)(1 − 3y²)| ≤ 2.
    unary(
      "tanh", input([7], thirdDerivative: 2, units: 4), { $0.tanh() }, { Foundation.tanh($0) }),
    // |1 − 2y| · y ≤ 1 for y, ¼ for 1 − y and each product.
    unary(
      "sigmoid", input([7], thirdDerivative: 0.125, units: 1.75), { $0.sigmoid() },
      { 1 / (1 + Foundation.exp(-$0)) }),
    // The derivative and the product are rounded from here on.
    unary(
      "softplus", input([7], thirdDerivative: 0.0963, units: 2), { $0.softplus() },
      { Foundation.log(1 + Foundation.exp($0)) }),
    // With s = sigmoid: 3s″ + xs‴ ≤ 3 · 0.0963 + 2.001 · 0.125.
    unary(
      "silu", input([7], thirdDerivative: 0.54, units: 2.2), { $0.silu() },
      { $0 / (1 + Foundation.exp(-$0)) }),
    // |x³ − 4x| · φ(x) ≤ 3.1 · 0.4.
    unary(
      "gelu", input([7], thirdDerivative: 1.3, units: 2.3), { $0.gelu() },
      { $0 * (1 + Foundation.erf($0 / 2.0.squareRoot())) / 2 }),
    // xs(u), u = 1.596x + 0.0714x³, u′ < 2.46, u″ < 0.86, u‴ < 0.43: 3(s(u))″ + x(s(u))‴ ≤
    // 3 · (0.0963u′² + ¼u″) + 2.001 · (0.125u′³ + 3 · 0.0963u′u″ + ¼u‴) < 8.
    unary(
      "geluTanh", input([7], thirdDerivative: 8, units: 2.3), { $0.geluTanh() },
      { x in
        x * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) / 2
      }),
  ]
}
