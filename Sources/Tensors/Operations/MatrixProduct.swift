import Devices
import NumericsContract

extension Tensor {
  /// The product of matrices, `c[i, j] = Σₚ a[i, p] · b[p, j]` (NUM-004), one for each place of the
  /// leading axes (NUM-088).
  ///
  /// A matrix on one side takes part in every product of the other side. Transposed operands are read
  /// where they are.
  ///
  /// - Parameters:
  ///   - other: The right operand.
  ///   - transposeA: Whether this tensor holds `[…, k, m]`.
  ///   - transposeB: Whether `other` holds `[…, n, k]`.
  /// - Shapes: `[…, m, k] · […, k, n] → […, m, n]`; the leading axes are equal, or absent on one side.
  /// - Gradient: `∂a = ∂c · bᵀ`, `∂b = aᵀ · ∂c` (NUM-019); for a matrix that took part in every product,
  ///   one product over the leading axes and the inner one together (NUM-088).
  /// - Precondition: the shapes fit, else the program stops naming both.
  public func matmul(
    _ other: Tensor, transposeA: Bool = false, transposeB: Bool = false
  ) -> Tensor {
    if isStored("matmul", with: other) {
      return widened.matmul(other.widened, transposeA: transposeA, transposeB: transposeB)
        .narrowed(to: type)
    }
    requireFit(other, transposeA, transposeB)
    if shape.rank > 2, other.shape.rank == 2 {
      // The rows of all matrices, one after another, are the rows of one.
      let rows = transposeA ? transposed() : self
      let leading = Array(rows.shape.axes.dropLast())
      let columns = other.shape[transposeB ? 0 : 1]
      return rows.reshaped(to: [leading.reduce(1, *), rows.shape[-1]])
        .matmul(other, transposeB: transposeB).reshaped(to: Shape(leading + [columns]))
    }
    let (a, b) = (detached, other.detached)
    let (leftNeeds, rightNeeds) = (isTracked, other.isTracked)
    let repeatsA = b.shape.rank > a.shape.rank
    return a.product(b, transposeA: transposeA, transposeB: transposeB).recorded(
      from: self, other
    ) { upstream in
      var (left, right): (Tensor?, Tensor?)
      if leftNeeds && repeatsA {
        left = a.gradientOfRepeated(b, upstream, transposeA: transposeA, transposeB: transposeB)
      } else if leftNeeds {
        left =
          transposeA
          ? b.product(upstream, transposeA: transposeB, transposeB: true)
          : upstream.product(b, transposeB: !transposeB)
      }
      if rightNeeds {
        right =
          transposeB
          ? upstream.product(a, transposeA: true, transposeB: transposeA)
          : a.product(upstream, transposeA: !transposeA)
      }
      return [left, right]
    }
  }

  private func requireFit(_ other: Tensor, _ transposeA: Bool, _ transposeB: Bool) {
    let (left, right) = (shape, other.shape)
    if left.rank >= 2, right.rank >= 2,
      left[transposeA ? -2 : -1] == right[transposeB ? -1 : -2],
      left.rank == 2 || right.rank == 2 || left.axes.dropLast(2) == right.axes.dropLast(2)
    {
      return
    }
    let (m, n) = (transposeA ? "[k, m]" : "[m, k]", transposeB ? "[n, k]" : "[k, n]")
    dispatcher.refuse(
      "matmul",
      "shapes \(left) and \(right) do not fit; expected \(m) and \(n), and the same axes before "
        + "them or none on one side")
  }

  /// The gradient of this matrix, which took part in every product: the inner index runs over products
  /// and, within each, over columns of the result.
  private func gradientOfRepeated(
    _ b: Tensor, _ upstream: Tensor, transposeA: Bool, transposeB: Bool
  ) -> Tensor {
    let (m, n) = (upstream.shape[-2], upstream.shape[-1])
    let (k, batch) = (b.shape[transposeB ? -1 : -2], b.shape.axes.dropLast(2).reduce(1, *))
    let joined = upstream.reshaped(to: [batch, m, n]).permuted([1, 0, 2])
      .reshaped(to: [m, batch * n])
    let factor =
      transposeB
      ? b.reshaped(to: [batch * n, k])
      : b.reshaped(to: [batch, k, n]).permuted([1, 0, 2]).reshaped(to: [k, batch * n])
    return transposeA
      ? factor.product(joined, transposeA: transposeB, transposeB: true)
      : joined.product(factor, transposeB: !transposeB)
  }

  /// `x · wᵀ + bias`, the affine map of a linear layer (NUM-004, NUM-008).
  ///
  /// - Shapes: x `[m, k]`, w `[n, k]`, bias `[n]` → `[m, n]`.
  /// - Gradient: `∂x = ∂y · w`, `∂w = ∂yᵀ · x`, `∂bias` = column sums of ∂y (NUM-019).
  /// - Precondition: the shapes fit, else the program stops naming them.
  public func linear(weight: Tensor, bias: Tensor?) -> Tensor {
    if isStored("linear", with: [weight, bias]) {
      return widened.linear(weight: weight.widened, bias: bias?.widened).narrowed(to: type)
    }
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

  /// The products of detached matrices, either of them read transposed; a matrix without the other's
  /// leading axes repeats.
  func product(_ other: Tensor, transposeA: Bool = false, transposeB: Bool = false) -> Tensor {
    let m = shape[transposeA ? -1 : -2]
    let k = shape[transposeA ? -2 : -1]
    let n = other.shape[transposeB ? -2 : -1]
    let wider = shape.rank >= other.shape.rank ? shape : other.shape
    let leading = Array(wider.axes.dropLast(2))
    let output = sibling(Shape(leading + [m, n]))
    dispatcher.perform(
      .matmul(
        Matmul(
          operand, other.operand, batch: leading.reduce(1, *),
          repeatsA: shape.rank < other.shape.rank, repeatsB: other.shape.rank < shape.rank, m: m,
          n: n, k: k, transposeA: transposeA, transposeB: transposeB, into: output.operand)))
    return output
  }
}
