import Devices

extension Tensor {
  /// The product of two matrices, `c[i, j] = Σₚ a[i, p] · b[p, j]` (NUM-004).
  ///
  /// - Shapes: `[m, k] · [k, n] → [m, n]`.
  /// - Gradient: `∂a = ∂c · bᵀ`, `∂b = aᵀ · ∂c` (NUM-019).
  /// - Precondition: both are matrices with equal inner size, else the program stops naming both
  ///   shapes.
  public func matmul(_ other: Tensor) -> Tensor {
    if shape.rank != 2 || other.shape.rank != 2 || shape[1] != other.shape[0] {
      dispatcher.refuse(
        "matmul", "shapes \(shape) and \(other.shape) do not fit; expected [m, k] and [k, n]")
    }
    let (a, b) = (detached, other.detached)
    let (leftNeeds, rightNeeds) = (isTracked, other.isTracked)
    return a.product(b).recorded(from: self, other) { upstream in
      [
        leftNeeds ? upstream.product(b, transposeB: true) : nil,
        rightNeeds ? a.product(upstream, transposeA: true) : nil,
      ]
    }
  }

  /// `x · wᵀ + bias`, the affine map of a linear layer (NUM-004, NUM-008).
  ///
  /// - Shapes: x `[m, k]`, w `[n, k]`, bias `[n]` → `[m, n]`.
  /// - Gradient: `∂x = ∂y · w`, `∂w = ∂yᵀ · x`, `∂bias` = column sums of ∂y (NUM-019).
  /// - Precondition: the shapes fit, else the program stops naming them.
  public func linear(weight: Tensor, bias: Tensor?) -> Tensor {
    if shape.rank != 2 || weight.shape.rank != 2 || shape[1] != weight.shape[1] {
      dispatcher.refuse(
        "linear",
        "input of shape \(shape) and weight of shape \(weight.shape) do not fit; "
          + "expected [m, k] and [n, k]")
    }
    if let bias, bias.shape != [weight.shape[0]] {
      dispatcher.refuse(
        "linear", "weight of shape \(weight.shape) and bias of shape \(bias.shape) do not fit")
    }
    let (x, w) = (detached, weight.detached)
    let (xNeeds, wNeeds) = (isTracked, weight.isTracked)
    let gradients: (Tensor) -> [Tensor?] = { upstream in
      [
        xNeeds ? upstream.product(w) : nil,
        wNeeds ? upstream.product(x, transposeA: true) : nil,
      ]
    }
    guard let bias else {
      return x.product(w, transposeB: true).recorded(from: self, weight, pullback: gradients)
    }
    let (m, n, k) = (shape[0], weight.shape[0], shape[1])
    let output = sibling([m, n])
    dispatcher.perform(
      .linear(
        LinearForward(
          operand, weight: weight.operand, bias: bias.operand, m: m, n: n, k: k,
          into: output.operand)))
    let biasNeeds = bias.isTracked
    return output.recorded(from: self, weight, bias) { upstream in
      gradients(upstream) + [biasNeeds ? upstream.sum(axis: 0) : nil]
    }
  }

  /// The product of detached matrices, either of them read transposed.
  func product(_ other: Tensor, transposeA: Bool = false, transposeB: Bool = false) -> Tensor {
    let m = shape[transposeA ? 1 : 0]
    let k = shape[transposeA ? 0 : 1]
    let n = other.shape[transposeB ? 0 : 1]
    let output = sibling([m, n])
    dispatcher.perform(
      .matmul(
        Matmul(
          operand, other.operand, m: m, n: n, k: k, transposeA: transposeA,
          transposeB: transposeB, into: output.operand)))
    return output
  }
}
