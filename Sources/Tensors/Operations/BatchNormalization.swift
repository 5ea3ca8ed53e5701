import Devices

extension Tensor {
  /// What a batch norm gives while training.
  public struct BatchNormResult {
    /// The normalised tensor, of the input's shape.
    public let output: Tensor
    /// Mean of each channel over the batch, `[n]`; no gradient flows through it.
    public let mean: Tensor
    /// Variance of each channel over the batch, `[n]`; no gradient flows through it.
    public let variance: Tensor
  }

  /// Normalises each channel over all other axes, then scales and shifts (NUM-110, NUM-111).
  ///
  /// - Shapes: `[…, n]`, gamma `[n]`, beta `[n]` → `[…, n]`; images are `[batch, rows, columns, n]`.
  /// - Gradient: NUM-112, through the statistics too.
  /// - Numerics: Statistics are binary32, also of a storage type (NUM-093).
  /// - Precondition: the shapes fit, else the program stops naming them.
  public func batchNorm(gamma: Tensor, beta: Tensor, epsilon: Double) -> BatchNormResult {
    if isStored("batchNorm", with: [gamma, beta]) {
      let wide = widened.batchNorm(gamma: gamma.widened, beta: beta.widened, epsilon: epsilon)
      return BatchNormResult(
        output: wide.output.narrowed(to: type), mean: wide.mean, variance: wide.variance)
    }
    requireChannels(
      of: [gamma, beta], "gamma of shape \(gamma.shape), beta of shape \(beta.shape)")
    let columns = shape[-1]
    let rows = rows(of: columns)
    let (mean, variance) = (sibling([columns]), sibling([columns]))
    dispatcher.perform(
      .batchStatistics(
        BatchStatistics(
          operand, rows: rows, columns: columns, mean: mean.operand, variance: variance.operand)))
    let output = normalized(
      by: mean, variance, gamma, beta, epsilon, gradientThroughStatistics: true)
    return BatchNormResult(output: output, mean: mean, variance: variance)
  }

  /// Normalises each channel with given statistics, as in an evaluation (NUM-111).
  ///
  /// - Shapes: `[…, n]`, all others `[n]` → `[…, n]`.
  /// - Gradient: NUM-112, `dy · (γ · r)` for the input; none for the statistics.
  /// - Precondition: the shapes fit and the statistics are constants, else the program stops.
  public func batchNorm(
    mean: Tensor, variance: Tensor, gamma: Tensor, beta: Tensor, epsilon: Double
  ) -> Tensor {
    if isStored("batchNorm", with: [gamma, beta]) {
      return widened.batchNorm(
        mean: mean, variance: variance, gamma: gamma.widened, beta: beta.widened, epsilon: epsilon
      ).narrowed(to: type)
    }
    requireChannels(
      of: [mean, variance, gamma, beta],
      "mean of shape \(mean.shape), variance of shape \(variance.shape), gamma of shape "
        + "\(gamma.shape), beta of shape \(beta.shape)")
    if mean.isTracked || variance.isTracked {
      dispatcher.refuse("batchNorm", "given statistics have no gradient; detach them")
    }
    return normalized(
      by: mean, variance, gamma, beta, epsilon, gradientThroughStatistics: false)
  }

  private func normalized(
    by mean: Tensor, _ variance: Tensor, _ gamma: Tensor, _ beta: Tensor, _ epsilon: Double,
    gradientThroughStatistics: Bool
  ) -> Tensor {
    let output = sibling(shape)
    let columns = shape[-1]
    let rows = rows(of: columns)
    dispatcher.perform(
      .batchNorm(
        BatchNormForward(
          operand, mean: mean.operand, variance: variance.operand, gamma: gamma.operand,
          beta: beta.operand, epsilon: epsilon, rows: rows, columns: columns,
          into: output.operand)))
    let (x, scale) = (detached, gamma.detached)
    return output.recorded(from: self, gamma, beta) { upstream in
      let result = upstream.sibling(upstream.shape)
      let (dgamma, dbeta) = (upstream.sibling([columns]), upstream.sibling([columns]))
      upstream.dispatcher.perform(
        .batchNormGradient(
          BatchNormGradient(
            upstream: upstream.operand, input: x.operand, mean: mean.operand,
            variance: variance.operand, gamma: scale.operand, epsilon: epsilon,
            throughStatistics: gradientThroughStatistics, rows: rows, columns: columns,
            into: result.operand, gammaGradient: dgamma.operand, betaGradient: dbeta.operand)))
      return [result, dgamma, dbeta]
    }
  }

  private func rows(of columns: Int) -> Int { columns == 0 ? 0 : count / columns }

  private func requireChannels(of vectors: [Tensor], _ found: @autoclosure () -> String) {
    guard shape.rank < 2 || vectors.contains(where: { $0.shape != [shape[-1]] }) else { return }
    dispatcher.refuse(
      "batchNorm",
      "input of shape \(shape) does not fit \(found()); expected […, n] and [n]")
  }
}
