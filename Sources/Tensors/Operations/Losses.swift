import Devices
import NumericsContract

/// Mean cross-entropy of softmax scores against class indices (NUM-013, NUM-014).
///
/// - Shapes: logits `[n, classes]`, labels int32 `[n]` → scalar.
/// - Gradient: `(softmax − onehot) · (dy ÷ RN32(n))`.
/// - Precondition: the shapes fit, else the program stops naming both. A label outside the classes
///   makes the loss NaN.
public func crossEntropy(_ logits: Tensor, _ labels: Tensor) -> Tensor {
  if logits.shape.rank != 2 || labels.shape != [logits.shape[0]] || labels.type != .int32
    || logits.shape[1] == 0
  {
    logits.dispatcher.refuse(
      "crossEntropy",
      "logits of shape \(logits.shape) and \(labels.type.rawValue) labels of shape "
        + "\(labels.shape) do not fit; expected [n, classes] and int32 [n]")
  }
  let (rows, classes) = (logits.shape[0], logits.shape[1])
  let losses = logits.sibling([rows])
  let probabilities = logits.sibling(logits.shape)
  logits.dispatcher.perform(
    .crossEntropy(
      CrossEntropy(
        logits: logits.operand, labels: labels.operand, rows: rows, classes: classes,
        losses: losses.operand, probabilities: probabilities.operand)))
  return losses.mean().recorded(from: logits) { upstream in
    let gradient = upstream.sibling(probabilities.shape)
    upstream.dispatcher.perform(
      .crossEntropyGradient(
        CrossEntropyGradient(
          probabilities: probabilities.operand, labels: labels.operand,
          upstream: upstream.operand, rows: rows, classes: classes, into: gradient.operand)))
    return [gradient]
  }
}

/// Mean of squared differences, `mean((x − t)²)`, each square rounded (NUM-020).
///
/// - Shapes: two equal shapes → scalar.
/// - Gradient: `(x − t) · ((2 · dy) ÷ RN32(n))` for the prediction; none for the target.
/// - Precondition: equal shapes.
public func meanSquaredError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
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
