import Devices
import NumericsContract

extension Tensor {
  /// Softmax over the last axis (NUM-079).
  ///
  /// - Shapes: `[…, n]`, n ≥ 1 → the same. Gradient: `y · (dy − Σ dy·y)`.
  /// - Precondition: a last axis that is not empty, else the program stops naming the shape.
  public func softmax() -> Tensor { normalized(by: .softmax) }

  /// The logarithm of softmax over the last axis (NUM-080).
  ///
  /// - Shapes: `[…, n]`, n ≥ 1 → the same. Gradient: `dy − exp(y) · Σ dy`.
  /// - Precondition: as for softmax.
  public func logSoftmax() -> Tensor { normalized(by: .logSoftmax) }

  private func normalized(by function: Softmax.Function) -> Tensor {
    if isStored("\(function)") {
      return widened.normalized(by: function).narrowed(to: type)
    }
    if shape.rank == 0 || shape[-1] == 0 {
      dispatcher.refuse("\(function)", "shape \(shape); expected […, n] with n ≥ 1")
    }
    let columns = shape[-1]
    let rows = count / columns
    let output = sibling(shape)
    dispatcher.perform(
      .softmax(Softmax(function, operand, rows: rows, columns: columns, into: output.operand)))
    return output.recorded(from: self) { upstream in
      let gradient = upstream.sibling(upstream.shape)
      upstream.dispatcher.perform(
        .softmaxGradient(
          SoftmaxGradient(
            function, value: output.operand, upstream: upstream.operand, rows: rows,
            columns: columns, into: gradient.operand)))
      return [gradient]
    }
  }
}
