import Devices
import NumericsContract

/// The state of an LSTM between two steps.
public struct LSTMState {
  /// h, `[batch, H]`.
  public let hidden: Tensor
  /// c, `[batch, H]`.
  public let cell: Tensor

  /// Joins h and c.
  public init(hidden: Tensor, cell: Tensor) {
    self.hidden = hidden
    self.cell = cell
  }
}

extension Tensor {
  /// One layer and direction of an LSTM over whole sequences (NUM-051).
  ///
  /// - Parameters:
  ///   - weights: W of x and of h, with gates in the order i, f, g, o.
  ///   - state: h and c before the first step; +0 unless given.
  ///   - reversed: Whether steps are taken from the last to the first.
  /// - Returns: h after each step, and h and c after the last one that was taken.
  /// - Shapes: `[batch, steps, F] → [batch, steps, H]` and twice `[batch, H]`.
  /// - Gradient: NUM-052, for x, the weights and the initial state.
  /// - Precondition: the shapes fit, else the program stops naming them.
  /// - Reference: S. Hochreiter and J. Schmidhuber, "Long short-term memory", 1997; F. A. Gers et
  ///   al., "Learning to forget", 2000.
  public func lstm(
    _ weights: RecurrentWeights, from state: LSTMState? = nil, reversed: Bool = false
  ) -> (outputs: Tensor, last: LSTMState) {
    let (hidden, cell) = (state?.hidden, state?.cell)
    if isStored("lstm", with: weights.all + [hidden, cell]) {
      let from = state.map { LSTMState(hidden: $0.hidden.widened, cell: $0.cell.widened) }
      let (outputs, last) = widened.lstm(weights.widened, from: from, reversed: reversed)
      return (
        outputs.narrowed(to: type),
        LSTMState(hidden: last.hidden.narrowed(to: type), cell: last.cell.narrowed(to: type))
      )
    }
    weights.requireFit("lstm", gates: 4, self, states: [hidden, cell])
    let sizes = RecurrentShape(
      batch: shape[0], steps: shape[1], hidden: weights.hidden.shape[1], reversed: reversed)
    let (sequences, states): (Shape, Shape) = (
      [sizes.batch, sizes.steps, sizes.hidden], [sizes.batch, sizes.hidden]
    )
    // Nobody else sees the input part, so the gates may take its place.
    let gates = inputPart(weights)
    let outputs = [sibling(sequences), sibling(states), sibling(states)]
    let pass = LSTMPass(
      sizes, gates: gates.operand, weight: weights.hidden.operand, hidden: hidden?.operand,
      cell: cell?.operand, output: outputs[0].operand, cells: sibling(sequences).operand,
      squashed: sibling(sequences).operand)
    dispatcher.perform(
      .lstm(
        LSTMForward(
          pass, bias: weights.hiddenBias?.operand, lastHidden: outputs[1].operand,
          lastCell: outputs[2].operand)))
    let (weightNeeds, biasNeeds) = (
      weights.hidden.isTracked, weights.hiddenBias?.isTracked ?? false
    )
    let place = detached
    let recorded = Tensor.recorded(
      outputs, from: [gates, weights.hidden, weights.hiddenBias, hidden, cell]
    ) { upstream in
      let sum = place.sibling([sizes.batch * sizes.steps, 4 * sizes.hidden])
      let previous = place.sibling([sizes.batch * sizes.steps, sizes.hidden])
      let (dh, dc) = (place.sibling(states), place.sibling(states))
      place.dispatcher.perform(
        .lstmGradient(
          LSTMGradient(
            pass, upstream: upstream[0]?.operand, upstreamHidden: upstream[1]?.operand,
            upstreamCell: upstream[2]?.operand, into: sum.operand, previous: previous.operand,
            hiddenGradient: dh.operand, cellGradient: dc.operand)))
      return [
        sum, weightNeeds ? sum.product(previous, transposeA: true) : nil,
        biasNeeds ? sum.sum(axis: 0) : nil, dh, dc,
      ]
    }
    return (recorded[0], LSTMState(hidden: recorded[1], cell: recorded[2]))
  }
}
