internal import CKernels
internal import Devices
internal import NumericsContract

// Functions of one variable and their gradients: cut anywhere.
extension CPUDevice {
  func unary(_ entry: Unary) {
    if entry.output.type == .float64 { return unaryDoubles(entry) }
    let (input, output) = unsafe (entry.input.floats, entry.output.floats)
    if let derivative = entry.derivative {
      let kernel = unsafe derivativeKernel(of: entry.function)
      let derivative = unsafe derivative.floats
      workers.split(entry.output.count, grain: entry.function.grain) { range in
        let from = range.lowerBound
        unsafe kernel(range.count, input + from, output + from, derivative + from)
      }
      return
    }
    let kernel = unsafe kernel(of: entry.function)
    workers.split(entry.output.count, grain: entry.function.grain) { range in
      unsafe kernel(range.count, input + range.lowerBound, output + range.lowerBound)
    }
  }

  private func unaryDoubles(_ entry: Unary) {
    let kernel: lockstep_unary_f64 =
      switch entry.function {
      case .negate: unsafe kernels.negate_f64
      case .absolute: unsafe kernels.absolute_f64
      case .sign: unsafe kernels.sign_f64
      case .reciprocal: unsafe kernels.reciprocal_f64
      case .square: unsafe kernels.square_f64
      case .squareRoot: unsafe kernels.square_root_f64
      case .relu: unsafe kernels.relu_f64
      case .exp: unsafe kernels.exp_f64
      case .log: unsafe kernels.log_f64
      case .sigmoid: unsafe kernels.sigmoid_f64
      default: preconditionFailure("\(entry.function) in binary64")
      }
    let (input, output) = unsafe (entry.input.doubles, entry.output.doubles)
    workers.split(entry.output.count, grain: entry.function.grain) { range in
      unsafe kernel(range.count, input + range.lowerBound, output + range.lowerBound)
    }
  }

  private func unaryGradientDoubles(_ entry: UnaryGradient) {
    let kernel: lockstep_binary_f64 =
      switch entry.function {
      case .negate: unsafe kernels.negate_gradient_f64
      case .absolute: unsafe kernels.absolute_gradient_f64
      case .sign: unsafe kernels.sign_gradient_f64
      case .reciprocal: unsafe kernels.reciprocal_gradient_f64
      case .square: unsafe kernels.square_gradient_f64
      case .squareRoot: unsafe kernels.square_root_gradient_f64
      case .relu: unsafe kernels.relu_gradient_f64
      case .exp: unsafe kernels.exp_gradient_f64
      case .log: unsafe kernels.log_gradient_f64
      case .sigmoid: unsafe kernels.sigmoid_gradient_f64
      default: preconditionFailure("the gradient of \(entry.function) in binary64")
      }
    let (value, upstream) = unsafe (entry.value.doubles, entry.upstream.doubles)
    let output = unsafe entry.output.doubles
    workers.split(entry.output.count, grain: Grain.elements) { range in
      let start = range.lowerBound
      unsafe kernel(range.count, value + start, upstream + start, output + start)
    }
  }

  func unaryGradient(_ entry: UnaryGradient) {
    if entry.output.type == .float64 { return unaryGradientDoubles(entry) }
    unsafe combine(
      entry.value, entry.upstream, into: entry.output, grain: entry.function.grain,
      gradientKernel(of: entry.function))
  }

  private func kernel(of function: Unary.Function) -> lockstep_unary_kernel {
    switch function {
    case .negate: unsafe kernels.negate
    case .absolute: unsafe kernels.absolute
    case .sign: unsafe kernels.sign
    case .reciprocal: unsafe kernels.reciprocal
    case .square: unsafe kernels.square
    case .squareRoot: unsafe kernels.square_root
    case .relu: unsafe kernels.relu
    case .exp: unsafe kernels.exp
    case .exp2: unsafe kernels.exp2
    case .expm1: unsafe kernels.expm1
    case .log: unsafe kernels.log
    case .log1p: unsafe kernels.log1p
    case .sinpi: unsafe kernels.sinpi
    case .cospi: unsafe kernels.cospi
    case .tanh: unsafe kernels.tanh
    case .sigmoid: unsafe kernels.sigmoid
    case .softplus: unsafe kernels.softplus
    case .rsqrt: unsafe kernels.rsqrt
    case .erf: unsafe kernels.erf
    case .silu: unsafe kernels.silu
    case .gelu: unsafe kernels.gelu
    case .geluTanh: unsafe kernels.gelu_tanh
    }
  }

  private func gradientKernel(of function: Unary.Function) -> lockstep_binary_kernel {
    switch function {
    case .negate: unsafe kernels.negate_gradient
    case .absolute: unsafe kernels.absolute_gradient
    case .sign: unsafe kernels.sign_gradient
    case .reciprocal: unsafe kernels.reciprocal_gradient
    case .square: unsafe kernels.square_gradient
    case .squareRoot: unsafe kernels.square_root_gradient
    case .relu: unsafe kernels.relu_gradient
    case .exp, .silu, .gelu, .geluTanh: unsafe kernels.multiply
    case .exp2: unsafe kernels.exp2_gradient
    case .expm1: unsafe kernels.expm1_gradient
    case .log: unsafe kernels.log_gradient
    case .log1p: unsafe kernels.log1p_gradient
    case .sinpi: unsafe kernels.sinpi_gradient
    case .cospi: unsafe kernels.cospi_gradient
    case .tanh: unsafe kernels.tanh_gradient
    case .sigmoid: unsafe kernels.sigmoid_gradient
    case .softplus: unsafe kernels.softplus_gradient
    case .rsqrt: unsafe kernels.rsqrt_gradient
    case .erf: unsafe kernels.erf_gradient
    }
  }

  private func derivativeKernel(of function: Unary.Function) -> lockstep_derivative_kernel {
    switch function {
    case .silu: unsafe kernels.silu_with_derivative
    case .gelu: unsafe kernels.gelu_with_derivative
    case .geluTanh: unsafe kernels.gelu_tanh_with_derivative
    default: preconditionFailure("\(function) keeps no derivative")
    }
  }
}

extension Unary.Function {
  /// The unit in which elements of the function, and of its gradient, are shared.
  fileprivate var grain: Int {
    switch self {
    case .negate, .absolute, .sign, .reciprocal, .square, .squareRoot, .relu: Grain.elements
    default: Grain.functions
    }
  }
}
