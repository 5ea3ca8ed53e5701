internal import CScalarMath
internal import Devices
internal import NumericsContract

// Functions of one variable and their gradients, element by element.

extension Unary {
  func compute() {
    if input.type == .float64 {
      compute(input.doubles, value: value, derivative: derivative(at:))
    } else {
      compute(input.floats, value: value, derivative: derivative(at:))
    }
  }

  private func compute<Number: ElementFloat>(
    _ x: [Number], value: (Number) -> Number, derivative slope: (Number) -> Number
  ) {
    output.store(x.map(value))
    derivative?.store(x.map(slope))
  }

  /// NUM-157.
  private func derivative(at x: Double) -> Double {
    switch function {
    case .silu: Double.silu(x).derivative
    case .gelu: Double.gelu(x).derivative
    case .geluTanh: Double.geluTanh(x).derivative
    default: preconditionFailure("\(function) keeps no derivative")
    }
  }

  /// NUM-012.
  private func derivative(at x: Float) -> Float {
    switch function {
    case .silu: lockstep_silu_derivative_f32(x)
    case .gelu: lockstep_gelu_derivative_f32(x)
    case .geluTanh: lockstep_gelu_tanh_derivative_f32(x)
    default: preconditionFailure("\(function) keeps no derivative")
    }
  }

  /// NUM-091, NUM-154, NUM-157.
  private func value(_ x: Double) -> Double {
    switch function {
    case .negate, .absolute, .sign, .reciprocal, .square, .squareRoot, .relu: plain(x)
    case .exp: .naturalExponential(x)
    case .exp2: .binaryExponential(x)
    case .expm1: .exponentialLessOne(x)
    case .log: .naturalLogarithm(x)
    case .log1p: .logarithmOfOneAnd(x)
    case .sinpi: .sineOfTurns(x)
    case .cospi: .cosineOfTurns(x)
    case .tanh: .hyperbolicTangent(x)
    case .sigmoid: .sigmoid(x)
    case .softplus: .softplus(x)
    case .rsqrt: 1 / x.squareRoot()
    case .erf: .errorFunction(x)
    case .silu: Double.silu(x).value
    case .gelu: Double.gelu(x).value
    case .geluTanh: Double.geluTanh(x).value
    }
  }

  /// What is exact or one operation, in either format (NUM-091).
  private func plain<Number: ElementFloat>(_ x: Number) -> Number {
    switch function {
    // NUM-001: the sign bit is flipped, whatever the other bits are.
    case .negate: x.withSign(x.sign == .minus ? .plus : .minus)
    // NUM-061.
    case .absolute: x.withSign(.plus)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    case .reciprocal: 1 / x
    case .square: x * x
    case .squareRoot: x.squareRoot()
    // NUM-011: −0 is not greater than 0 and gives +0.
    case .relu: x.isNaN ? .canonicalNaN : x > 0 ? x : 0
    default: preconditionFailure("\(function) is more than one operation")
    }
  }

  private func value(_ x: Float) -> Float {
    switch function {
    case .negate, .absolute, .sign, .reciprocal, .square, .squareRoot, .relu: plain(x)
    // NUM-012.
    case .exp: lockstep_exp_f32(x)
    case .exp2: lockstep_exp2_f32(x)
    case .expm1: lockstep_expm1_f32(x)
    case .log: lockstep_log_f32(x)
    case .log1p: lockstep_log1p_f32(x)
    case .sinpi: lockstep_sinpi_f32(x)
    case .cospi: lockstep_cospi_f32(x)
    case .tanh: lockstep_tanh_f32(x)
    case .sigmoid: lockstep_sigmoid_f32(x)
    case .softplus: lockstep_softplus_f32(x)
    case .rsqrt: lockstep_rsqrt_f32(x)
    case .erf: lockstep_erf_f32(x)
    case .silu: lockstep_silu_f32(x)
    case .gelu: lockstep_gelu_f32(x)
    case .geluTanh: lockstep_gelu_tanh_f32(x)
    }
  }
}

extension UnaryGradient {
  /// NUM-011, NUM-060.
  func compute() {
    if value.type == .float64 {
      output.store(zip(value.doubles, upstream.doubles).map { gradient($0, $1) })
      return
    }
    output.store(
      zip(value.floats, upstream.floats).map { value, dy in
        switch function.gradientSource {
        case .input: gradient(x: value, dy)
        case .output: gradient(y: value, dy)
        case .derivative: dy * value
        }
      })
  }

  /// NUM-091, NUM-154, NUM-157; `value` is y, x or the derivative.
  private func gradient(_ value: Double, _ dy: Double) -> Double {
    switch function {
    case .negate, .absolute, .sign, .reciprocal, .square, .squareRoot, .relu: plain(value, dy)
    case .exp, .silu, .gelu, .geluTanh: dy * value
    case .exp2: (dy * value) * .ln2
    case .expm1: dy * (value + 1)
    case .log: dy / value
    case .log1p: dy / (1 + value)
    case .sinpi: (dy * .cosineOfTurns(value)) * 0x1.921fb54442d18p+1  // RN64(π)
    case .cospi: -((dy * .sineOfTurns(value)) * 0x1.921fb54442d18p+1)
    case .tanh: dy * .fused(-value, value, 1)
    case .sigmoid: dy * (value * (1 - value))
    case .softplus: dy * .sigmoid(value)
    case .rsqrt: dy * ((-0.5 * value) * (value * value))
    case .erf: (dy * .naturalExponential(-(value * value))) * 0x1.20dd750429b6dp+0  // RN64(2 ÷ √π)
    }
  }

  /// Of what is exact or one operation, in either format (NUM-091); `value` is y or x.
  private func plain<Number: ElementFloat>(_ value: Number, _ dy: Number) -> Number {
    switch function {
    case .negate: dy.withSign(dy.sign == .minus ? .plus : .minus)
    case .absolute: value.isNaN ? .canonicalNaN : value > 0 ? dy : value < 0 ? -dy : 0
    case .sign: 0
    case .reciprocal: -((dy * value) * value)
    case .square: dy * (value + value)
    case .squareRoot: dy / (value + value)
    case .relu: value.isNaN ? .canonicalNaN : value > 0 ? dy : 0
    default: preconditionFailure("the gradient of \(function) is more than plain")
    }
  }

  private func gradient(y: Float, _ dy: Float) -> Float {
    switch function {
    case .reciprocal, .squareRoot, .relu: plain(y, dy)
    case .exp: dy * y
    case .exp2: (dy * y) * 0x1.62e430p-1  // RN32(ln 2)
    case .expm1: dy * (y + 1)
    case .tanh: dy * lockstep_fma_f32(-y, y, 1)
    case .sigmoid: dy * (y * (1 - y))
    case .rsqrt: dy * ((-0.5 * y) * (y * y))
    default: preconditionFailure("the gradient of \(function) does not take its output")
    }
  }

  private func gradient(x: Float, _ dy: Float) -> Float {
    switch function {
    case .negate, .absolute, .sign, .square: plain(x, dy)
    case .log: dy / x
    case .log1p: dy / (1 + x)
    case .sinpi: (dy * lockstep_cospi_f32(x)) * 0x1.921fb6p+1  // RN32(π)
    case .cospi: -((dy * lockstep_sinpi_f32(x)) * 0x1.921fb6p+1)
    case .softplus: dy * lockstep_sigmoid_f32(x)
    case .erf: (dy * lockstep_exp_f32(-(x * x))) * 0x1.20dd76p+0  // RN32(2 ÷ √π)
    default: preconditionFailure("the gradient of \(function) does not take its input")
    }
  }
}
