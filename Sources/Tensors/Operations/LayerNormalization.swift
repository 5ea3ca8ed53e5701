import Devices
import NumericsContract

extension Tensor {
  /// Normalises each row to mean 0 and variance 1, then scales and shifts (NUM-015).
  ///
  /// A row is what the trailing axes hold that gamma has.
  ///
  /// - Shapes: `[…, n]`, gamma `[n]`, beta `[n]` → `[…, n]`; n stands for one or several axes.
  /// - Gradient: NUM-016 for x; column sums of `dy · x̂` for gamma and of `dy` for beta.
  /// - Precondition: the shapes fit, else the program stops naming them.
  public func layerNorm(gamma: Tensor, beta: Tensor, epsilon: Double) -> Tensor {
    if isStored("layerNorm", with: [gamma, beta]) {
      return widened.layerNorm(gamma: gamma.widened, beta: beta.widened, epsilon: epsilon)
        .narrowed(to: type)
    }
    requireRows(of: gamma, beta, "layerNorm")
    let norm = normalizedRows(gamma, beta, epsilon)
    let betaNeeds = beta.isTracked
    return norm.output.recorded(from: self, gamma, beta) { upstream in
      let dbeta = betaNeeds ? upstream.reshaped(to: norm.matrix).sum(axis: 0) : nil
      return norm.gradients(upstream) + [dbeta?.reshaped(to: norm.gamma.shape)]
    }
  }

  /// Divides each row by its root mean square, then scales (NUM-118).
  ///
  /// - Shapes: as `layerNorm`, without beta.
  /// - Gradient: NUM-118 for x; column sums of `dy · x̂` for gamma.
  /// - Precondition: as for `layerNorm`.
  public func rmsNorm(gamma: Tensor, epsilon: Double) -> Tensor {
    if isStored("rmsNorm", with: gamma) {
      return widened.rmsNorm(gamma: gamma.widened, epsilon: epsilon).narrowed(to: type)
    }
    requireRows(of: gamma, nil, "rmsNorm")
    let norm = normalizedRows(gamma, nil, epsilon)
    return norm.output.recorded(from: self, gamma) { norm.gradients($0) }
  }

  private func requireRows(of gamma: Tensor, _ beta: Tensor?, _ operation: String) {
    let trailing = shape.axes.suffix(gamma.shape.rank)
    if gamma.shape.rank == 0 || gamma.shape.rank >= shape.rank || gamma.shape.count == 0
      || gamma.shape.axes != Array(trailing) || (beta.map { $0.shape != gamma.shape } ?? false)
    {
      dispatcher.refuse(
        operation,
        "input of shape \(shape), gamma of shape \(gamma.shape)"
          + (beta.map { " and beta of shape \($0.shape)" } ?? "")
          + " do not fit; expected […, n] and [n]")
    }
  }

  /// A forward pass with what its gradients need.
  private struct NormalizedRows {
    let output: Tensor
    /// Rows and columns.
    let matrix: Shape
    /// Detached.
    let gamma: Tensor
    let normalized: Tensor
    let inverse: Tensor
    let isCentered: Bool
    let needs: (x: Bool, gamma: Bool)

    /// Of x and of gamma.
    func gradients(_ upstream: Tensor) -> [Tensor?] {
      var gradient: Tensor?
      if needs.x {
        let result = upstream.sibling(upstream.shape)
        upstream.dispatcher.perform(
          .layerNormGradient(
            LayerNormGradient(
              upstream: upstream.operand, gamma: gamma.operand, normalized: normalized.operand,
              inverse: inverse.operand, rows: matrix[0], columns: matrix[1],
              isCentered: isCentered, into: result.operand)))
        gradient = result
      }
      let dgamma =
        needs.gamma ? (upstream.reshaped(to: matrix) * normalized).sum(axis: 0) : nil
      return [gradient, dgamma?.reshaped(to: gamma.shape)]
    }
  }

  private func normalizedRows(
    _ gamma: Tensor, _ beta: Tensor?, _ epsilon: Double
  ) -> NormalizedRows {
    let columns = gamma.count
    let rows = count / columns
    let output = sibling(shape)
    let normalized = sibling([rows, columns])
    let inverse = sibling([rows])
    dispatcher.perform(
      .layerNorm(
        LayerNormForward(
          operand, gamma: gamma.operand, beta: beta?.operand, epsilon: epsilon, rows: rows,
          columns: columns, into: output.operand, normalized: normalized.operand,
          inverse: inverse.operand)))
    return NormalizedRows(
      output: output, matrix: [rows, columns], gamma: gamma.detached, normalized: normalized,
      inverse: inverse, isCentered: beta != nil, needs: (isTracked, gamma.isTracked))
  }
}
