import Devices

extension Tensor {
  /// Normalises each row to mean 0 and variance 1, then scales and shifts (NUM-015).
  ///
  /// - Shapes: `[m, n]`, gamma `[n]`, beta `[n]` → `[m, n]`.
  /// - Gradient: NUM-016 for x; column sums of `dy · x̂` for gamma and of `dy` for beta.
  /// - Precondition: the shapes fit, else the program stops naming them.
  public func layerNorm(gamma: Tensor, beta: Tensor, epsilon: Double) -> Tensor {
    if shape.rank != 2 || gamma.shape != [shape[1]] || beta.shape != [shape[1]] || shape[1] == 0 {
      dispatcher.refuse(
        "layerNorm",
        "input of shape \(shape), gamma of shape \(gamma.shape) and beta of shape "
          + "\(beta.shape) do not fit; expected [m, n], [n] and [n]")
    }
    let (rows, columns) = (shape[0], shape[1])
    let output = sibling(shape)
    let normalized = sibling(shape)
    let inverse = sibling([rows])
    dispatcher.perform(
      .layerNorm(
        LayerNormForward(
          operand, gamma: gamma.operand, beta: beta.operand, epsilon: epsilon, rows: rows,
          columns: columns, into: output.operand, normalized: normalized.operand,
          inverse: inverse.operand)))
    let scale = gamma.detached
    let (xNeeds, gammaNeeds, betaNeeds) = (isTracked, gamma.isTracked, beta.isTracked)
    return output.recorded(from: self, gamma, beta) { upstream in
      var gradient: Tensor?
      if xNeeds {
        let result = upstream.sibling(upstream.shape)
        upstream.dispatcher.perform(
          .layerNormGradient(
            LayerNormGradient(
              upstream: upstream.operand, gamma: scale.operand, normalized: normalized.operand,
              inverse: inverse.operand, rows: rows, columns: columns, into: result.operand)))
        gradient = result
      }
      return [
        gradient, gammaNeeds ? (upstream * normalized).sum(axis: 0) : nil,
        betaNeeds ? upstream.sum(axis: 0) : nil,
      ]
    }
  }
}
