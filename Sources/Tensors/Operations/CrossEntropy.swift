import Devices
import NumericsContract

/// Cross-entropy of softmax scores against class indices (NUM-013, NUM-014, NUM-081).
///
/// - Parameters:
///   - smoothing: Share of a target's weight that is spread over all classes, 0 ... 1.
///   - ignoredLabel: The label of rows that do not count: their loss and gradient are +0.
/// - Shapes: logits `[…, classes]`, labels int32 `[…]` → scalar, or `[…]` without reduction.
/// - Gradient: `(softmax − target distribution) · (dy ÷ RN32(n))` for a mean over n rows.
/// - Precondition: the shapes fit, else the program stops naming both. A label outside the classes
///   makes the loss NaN.
public func crossEntropy(
  _ logits: Tensor, _ labels: Tensor, smoothing: Double = 0, ignoredLabel: Int32? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  if logits.isStored("crossEntropy") {
    return crossEntropy(
      logits.widened, labels, smoothing: smoothing, ignoredLabel: ignoredLabel,
      reduction: reduction
    ).narrowed(to: logits.type)
  }
  let rank = logits.shape.rank
  if rank == 0 || labels.shape.axes != logits.shape.axes.dropLast() || labels.type != .int32
    || logits.shape[-1] == 0
  {
    logits.dispatcher.refuse(
      "crossEntropy",
      "logits of shape \(logits.shape) and \(labels.type.rawValue) labels of shape "
        + "\(labels.shape) do not fit; expected […, classes] and int32 […]")
  }
  let options = TargetOptions(smoothing: smoothing, ignoredLabel: ignoredLabel)
  let classes = logits.shape[-1]
  let rows = labels.count
  let losses = logits.sibling(labels.shape)
  let probabilities = logits.sibling(logits.shape)
  let counted = ignoredLabel != nil && reduction == .mean ? logits.sibling([]) : nil
  logits.dispatcher.perform(
    .crossEntropy(
      CrossEntropy(
        logits: logits.operand, labels: labels.operand, rows: rows, classes: classes,
        losses: losses.operand, probabilities: probabilities.operand, options: options,
        counted: counted?.operand)))
  func gradient(_ upstream: Tensor, isPerRow: Bool) -> [Tensor?] {
    let gradient = upstream.sibling(probabilities.shape)
    upstream.dispatcher.perform(
      .crossEntropyGradient(
        CrossEntropyGradient(
          probabilities: probabilities.operand, labels: labels.operand,
          upstream: upstream.operand, rows: rows, classes: classes, isPerRow: isPerRow,
          options: options, into: gradient.operand)))
    return [gradient]
  }
  if reduction == .mean && counted == nil {
    return losses.mean().recorded(from: logits) { gradient($0, isPerRow: false) }
  }
  let tracked = losses.recorded(from: logits) { gradient($0, isPerRow: true) }
  switch reduction {
  case .none: return tracked
  case .sum: return tracked.sum()
  case .mean: return counted.map { tracked.sum() / $0 } ?? tracked.mean()
  }
}
