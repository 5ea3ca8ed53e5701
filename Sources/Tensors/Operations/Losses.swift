import Devices
import NumericsContract

/// Mean of squared differences, `mean((x − t)²)`, each square rounded (NUM-020).
///
/// - Shapes: two equal shapes → scalar.
/// - Gradient: `(x − t) · ((2 · dy) ÷ RN32(n))` for the prediction; none for the target.
/// - Precondition: equal shapes.
public func meanSquaredError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  requireEqualShapes("meanSquaredError", prediction, target)
  if prediction.isStored("meanSquaredError", with: target) {
    return meanSquaredError(prediction.widened, target.widened)
      .narrowed(to: prediction.type)
  }
  let difference = prediction.detached - target.detached
  let count = difference.count
  return (difference * difference).mean().recorded(from: prediction) { upstream in
    let factor = (upstream * 2).divided(by: count)
    let gradient = difference.sibling(difference.shape)
    difference.dispatcher.perform(
      .multiplyByScalar(
        MultiplyByScalar(difference.operand, by: factor.operand, into: gradient.operand)))
    return [gradient]
  }
}

/// Absolute differences `|x − t|`, the L1 loss (NUM-082).
///
/// - Shapes: two equal shapes → scalar, or the same without reduction.
/// - Gradient: dy where x > t, −dy where x < t, +0 where they are equal; none for the target.
/// - Precondition: equal shapes, else the program stops naming both.
public func absoluteError(
  _ prediction: Tensor, _ target: Tensor, reduction: Reduction = .mean
) -> Tensor {
  requireEqualShapes("absoluteError", prediction, target)
  if prediction.isStored("absoluteError", with: target) {
    return absoluteError(prediction.widened, target.widened, reduction: reduction)
      .narrowed(to: prediction.type)
  }
  return (prediction - target.detached).absolute().reduced(by: reduction)
}

/// Half of squared differences up to δ, and linear beyond: the Huber loss (NUM-082).
///
/// With `c = min(|x − t|, δ)` it is `c · (|x − t| − ½ · c)`.
///
/// - Shapes, precondition: as for `absoluteError`; δ > 0.
/// - Gradient: `min(max(x − t, −δ), δ) · dy`; none for the target.
public func huberLoss(
  _ prediction: Tensor, _ target: Tensor, delta: Double = 1, reduction: Reduction = .mean
) -> Tensor {
  requireEqualShapes("huberLoss", prediction, target)
  if prediction.isStored("huberLoss", with: target) {
    return huberLoss(prediction.widened, target.widened, delta: delta, reduction: reduction)
      .narrowed(to: prediction.type)
  }
  precondition(delta > 0, "a Huber loss with δ = \(delta)")
  let difference = prediction.detached - target.detached
  let magnitude = difference.absolute()
  let near = minimum(magnitude, delta)
  let losses = near * (magnitude - near * 0.5)
  return losses.recorded(from: prediction) { upstream in
    [minimum(maximum(difference, -delta), delta) * upstream]
  }.reduced(by: reduction)
}

/// Cross-entropy of the probabilities sigmoid(x) against probabilities t of the positive class (NUM-083).
///
/// It is `(max(x, +0) − x·t) + log1p(exp(−|x|))`, which neither overflows nor cancels.
///
/// - Shapes, precondition: as for `absoluteError`.
/// - Gradient: `(sigmoid(x) − t) · dy`; none for the target.
public func binaryCrossEntropy(
  logits: Tensor, _ target: Tensor, reduction: Reduction = .mean
) -> Tensor {
  requireEqualShapes("binaryCrossEntropy", logits, target)
  if logits.isStored("binaryCrossEntropy", with: target) {
    return binaryCrossEntropy(logits: logits.widened, target.widened, reduction: reduction)
      .narrowed(to: logits.type)
  }
  let (x, t) = (logits.detached, target.detached)
  let losses = (x.relu() - x * t) + (-x.absolute()).exp().log1p()
  return losses.recorded(from: logits) { [(x.sigmoid() - t) * $0] }.reduced(by: reduction)
}

/// Kullback–Leibler divergence `t · (log t − x)` of log-probabilities x from probabilities t (NUM-084).
///
/// - Shapes, precondition: as for `absoluteError`. An element with t = 0 is +0.
/// - Gradient: `(−t) · dy`; none for the target.
public func klDivergence(
  logProbabilities: Tensor, _ target: Tensor, reduction: Reduction = .mean
) -> Tensor {
  requireEqualShapes("klDivergence", logProbabilities, target)
  if logProbabilities.isStored("klDivergence", with: target) {
    return klDivergence(
      logProbabilities: logProbabilities.widened, target.widened, reduction: reduction
    )
    .narrowed(to: logProbabilities.type)
  }
  let (x, t) = (logProbabilities.detached, target.detached)
  let losses = select(t .== 0, t.scalar(0), t * (t.log() - x))
  return losses.recorded(from: logProbabilities) { [-t * $0] }.reduced(by: reduction)
}

/// Stops the program where a prediction and its target differ in shape: they are never broadcast.
private func requireEqualShapes(_ operation: String, _ prediction: Tensor, _ target: Tensor) {
  if prediction.shape != target.shape {
    prediction.dispatcher.refuse(
      operation, "prediction of shape \(prediction.shape) and target of shape \(target.shape)")
  }
}

extension Tensor {
  /// What becomes of losses.
  fileprivate func reduced(by reduction: Reduction) -> Tensor {
    switch reduction {
    case .none: self
    case .sum: sum()
    case .mean: mean()
    }
  }
}
