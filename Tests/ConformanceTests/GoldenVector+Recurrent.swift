import Devices
import NumericsContract

extension GoldenVector {
  /// The operations of vectors of recurrent cells; nil for any other.
  ///
  /// The forward vectors start with the input's product; those of gradients end with the products and
  /// column sums that give the gradients of x and of the parameters.
  func recurrentBuilder() -> ConformanceCase.Builder? {
    switch operation {
    case "lstm":
      return { x, y in
        let pass = LSTMPass(
          recurrentShape, gates: y[0], weight: x[3], hidden: given(x[5]), cell: given(x[6]),
          output: y[1], cells: y[2], squashed: y[3])
        return [
          inputPart(x, into: y[0]),
          .lstm(LSTMForward(pass, bias: bias(x[4]), lastHidden: y[4], lastCell: y[5])),
        ]
      }
    case "lstmGradient":
      return { x, y in
        let pass = LSTMPass(
          recurrentShape, gates: x[3], weight: x[2], hidden: given(x[7]), cell: given(x[8]),
          output: x[4], cells: x[5], squashed: x[6])
        let gradient = LSTMGradient(
          pass, upstream: x[9], upstreamHidden: given(x[10]), upstreamCell: given(x[11]),
          into: y[0], previous: y[1], hiddenGradient: y[2], cellGradient: y[3])
        return [.lstmGradient(gradient)]
          + parameterGradients(x, dp: y[0], dq: y[0], previous: y[1], into: Array(y[4...]))
      }
    case "gru":
      return { x, y in
        let pass = GRUPass(
          recurrentShape, gates: y[0], weight: x[3], hidden: given(x[5]), output: y[1],
          candidate: y[2])
        return [
          inputPart(x, into: y[0]),
          .gru(GRUForward(pass, bias: bias(x[4]), lastHidden: y[3])),
        ]
      }
    case "gruGradient":
      return { x, y in
        let pass = GRUPass(
          recurrentShape, gates: x[3], weight: x[2], hidden: given(x[6]), output: x[4],
          candidate: x[5])
        let gradient = GRUGradient(
          pass, upstream: x[8], upstreamHidden: given(x[9]), into: y[0], gateGradient: y[1],
          previous: y[2], hiddenGradient: y[3])
        return [.gruGradient(gradient)]
          + parameterGradients(x, dp: y[0], dq: y[1], previous: y[2], into: Array(y[4...]))
      }
    default: return nil
    }
  }

  // Integers: batch, steps, features, hidden, reversed, with bias, with states.

  private var recurrentShape: RecurrentShape {
    RecurrentShape(
      batch: integers[0], steps: integers[1], hidden: integers[3], reversed: integers[4] == 1)
  }

  private func bias(_ operand: Operand) -> Operand? { integers[5] == 1 ? operand : nil }

  private func given(_ state: Operand) -> Operand? { integers[6] == 1 ? state : nil }

  private func inputPart(_ x: [Operand], into gates: Operand) -> Operation {
    let (m, k) = (integers[0] * integers[1], integers[2])
    let n = x[1].count / k
    guard let bias = bias(x[2]) else {
      return .matmul(Matmul(x[0], x[1], m: m, n: n, k: k, transposeB: true, into: gates))
    }
    return .linear(LinearForward(x[0], weight: x[1], bias: bias, m: m, n: n, k: k, into: gates))
  }

  /// NUM-019: dx, dW of x, db of x, dW of h, db of h.
  private func parameterGradients(
    _ x: [Operand], dp: Operand, dq: Operand, previous: Operand, into y: [Operand]
  ) -> [Operation] {
    let (rows, features, hidden) = (integers[0] * integers[1], integers[2], integers[3])
    let gates = dp.count / rows
    return [
      .matmul(Matmul(dp, x[1], m: rows, n: features, k: gates, into: y[0])),
      .matmul(Matmul(dp, x[0], m: gates, n: features, k: rows, transposeA: true, into: y[1])),
      .sum(Sum(dp, outer: 1, reduced: rows, inner: gates, into: y[2])),
      .matmul(Matmul(dq, previous, m: gates, n: hidden, k: rows, transposeA: true, into: y[3])),
      .sum(Sum(dq, outer: 1, reduced: rows, inner: gates, into: y[4])),
    ]
  }
}
