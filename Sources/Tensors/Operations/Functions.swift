import Devices

extension Tensor {
  /// `max(x, +0)` with NaN for NaN (NUM-011). Gradient: `x > 0 ? dy : +0`.
  public func relu() -> Tensor {
    let output = mapped(.relu)
    return output.recorded(from: self) { upstream in
      let gradient = upstream.sibling(upstream.shape)
      upstream.dispatcher.perform(
        .reluGradient(
          ReLUGradient(
            value: output.operand, upstream: upstream.operand, into: gradient.operand)))
      return [gradient]
    }
  }

  /// Correctly rounded eˣ (NUM-012). Gradient: `dy · y`.
  public func exp() -> Tensor {
    let output = mapped(.exp)
    return output.recorded(from: self) { [$0 * output] }
  }

  /// Correctly rounded natural logarithm (NUM-012). Gradient: `dy ÷ x`.
  public func log() -> Tensor {
    let input = detached
    return mapped(.log).recorded(from: self) { [$0 / input] }
  }

  /// IEEE square root. Gradient: `dy ÷ (y + y)`.
  public func squareRoot() -> Tensor {
    let output = mapped(.squareRoot)
    return output.recorded(from: self) { [$0 / (output + output)] }
  }

  func mapped(_ function: Unary.Function) -> Tensor {
    let output = sibling(shape)
    dispatcher.perform(.unary(Unary(function, operand, into: output.operand)))
    return output
  }
}
