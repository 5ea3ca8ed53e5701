import Devices
import NumericsContract

extension Tensor {
  /// One layer and direction of a GRU over whole sequences (NUM-053).
  ///
  /// - Parameters:
  ///   - weights: W of x and of h, with gates in the order r, z, n.
  ///   - state: h before the first step; +0 unless given.
  ///   - reversed: Whether steps are taken from the last to the first.
  /// - Returns: h after each step, and h after the last one that was taken.
  /// - Shapes: `[batch, steps, F] → [batch, steps, H]` and `[batch, H]`.
  /// - Gradient: NUM-054, for x, the weights and the initial state.
  /// - Precondition: the shapes fit, else the program stops naming them.
  /// - Reference: K. Cho et al., "Learning phrase representations using RNN encoder-decoder for
  ///   statistical machine translation", 2014; r acts on the product with h, bias included.
  public func gru(
    _ weights: RecurrentWeights, from state: Tensor? = nil, reversed: Bool = false
  ) -> (outputs: Tensor, last: Tensor) {
    if isStored("gru", with: weights.all + [state]) {
      let wide = widened.gru(weights.widened, from: state?.widened, reversed: reversed)
      return (wide.outputs.narrowed(to: type), wide.last.narrowed(to: type))
    }
    weights.requireFit("gru", gates: 3, self, states: [state])
    let sizes = RecurrentShape(
      batch: shape[0], steps: shape[1], hidden: weights.hidden.shape[1], reversed: reversed)
    let sequences: Shape = [sizes.batch, sizes.steps, sizes.hidden]
    let states: Shape = [sizes.batch, sizes.hidden]
    // Nobody else sees the input part, so the gates may take its place.
    let gates = inputPart(weights)
    let outputs = [sibling(sequences), sibling(states)]
    let pass = GRUPass(
      sizes, gates: gates.operand, weight: weights.hidden.operand, hidden: state?.operand,
      output: outputs[0].operand, candidate: sibling(sequences).operand)
    dispatcher.perform(
      .gru(
        GRUForward(pass, bias: weights.hiddenBias?.operand, lastHidden: outputs[1].operand)))
    let (weightNeeds, biasNeeds) = (
      weights.hidden.isTracked, weights.hiddenBias?.isTracked ?? false
    )
    let place = detached
    let recorded = Tensor.recorded(
      outputs, from: [gates, weights.hidden, weights.hiddenBias, state]
    ) { upstream in
      let gated: Shape = [sizes.batch * sizes.steps, 3 * sizes.hidden]
      let (dp, dq, dh) = (place.sibling(gated), place.sibling(gated), place.sibling(states))
      let previous = place.sibling([sizes.batch * sizes.steps, sizes.hidden])
      place.dispatcher.perform(
        .gruGradient(
          GRUGradient(
            pass, upstream: upstream[0]?.operand, upstreamHidden: upstream[1]?.operand,
            into: dp.operand, gateGradient: dq.operand, previous: previous.operand,
            hiddenGradient: dh.operand)))
      return [
        dp, weightNeeds ? dq.product(previous, transposeA: true) : nil,
        biasNeeds ? dq.sum(axis: 0) : nil, dh,
      ]
    }
    return (recorded[0], recorded[1])
  }
}
