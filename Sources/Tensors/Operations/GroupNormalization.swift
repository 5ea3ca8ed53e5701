import Devices

extension Tensor {
  /// Normalises groups of channels of each image, then scales and shifts channels (NUM-117).
  ///
  /// With as many groups as channels it is instance norm.
  ///
  /// - Shapes: `[batch, …, n]`, gamma `[n]`, beta `[n]` → `[batch, …, n]`; groups divide n.
  /// - Gradient: NUM-117 for x; column sums of `dy · x̂` for gamma and of `dy` for beta.
  /// - Precondition: the shapes fit, else the program stops naming them.
  public func groupNorm(
    groups: Int, gamma: Tensor, beta: Tensor, epsilon: Double
  ) -> Tensor {
    if isStored("groupNorm", with: [gamma, beta]) {
      return widened.groupNorm(
        groups: groups, gamma: gamma.widened, beta: beta.widened, epsilon: epsilon
      ).narrowed(to: type)
    }
    if shape.rank < 2 || shape[-1] == 0 || groups < 1 || shape[-1] % groups != 0
      || gamma.shape != [shape[-1]] || beta.shape != [shape[-1]]
    {
      dispatcher.refuse(
        "groupNorm",
        "input of shape \(shape), gamma of shape \(gamma.shape) and beta of shape \(beta.shape) do "
          + "not fit \(groups) groups; expected [batch, …, n], [n] and [n] with n a multiple of them"
      )
    }
    let channels = shape[-1]
    let sizes = GroupShape(
      batch: shape[0], positions: shape.axes.dropFirst().dropLast().reduce(1, *),
      groups: groups, size: channels / groups)
    let rows: Shape = [sizes.batch * sizes.positions, channels]
    let output = sibling(shape)
    let normalized = sibling(rows)
    let inverse = sibling([sizes.batch, groups])
    dispatcher.perform(
      .groupNorm(
        GroupNormForward(
          sizes, operand, gamma: gamma.operand, beta: beta.operand, epsilon: epsilon,
          into: output.operand, normalized: normalized.operand, inverse: inverse.operand)))
    let scale = gamma.detached
    let (xNeeds, gammaNeeds, betaNeeds) = (isTracked, gamma.isTracked, beta.isTracked)
    return output.recorded(from: self, gamma, beta) { upstream in
      var gradient: Tensor?
      if xNeeds {
        let result = upstream.sibling(upstream.shape)
        upstream.dispatcher.perform(
          .groupNormGradient(
            GroupNormGradient(
              sizes, upstream: upstream.operand, gamma: scale.operand,
              normalized: normalized.operand, inverse: inverse.operand, into: result.operand)))
        gradient = result
      }
      let dy = upstream.reshaped(to: rows)
      return [
        gradient, gammaNeeds ? (dy * normalized).sum(axis: 0) : nil,
        betaNeeds ? dy.sum(axis: 0) : nil,
      ]
    }
  }
}
