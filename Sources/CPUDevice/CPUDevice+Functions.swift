internal import CKernels
internal import Devices
internal import NumericsContract

// Functions of one variable and their gradients: cut anywhere.
extension CPUDevice {
  func unary(_ entry: Unary) {
    let (type, size) = (entry.output.type, entry.output.type.byteCount)
    let (input, output) = unsafe (entry.input.numbers(type), entry.output.numbers(type))
    let reals = unsafe reals(type)
    if let derivative = entry.derivative {
      let kernel = unsafe Self.derivativeKernel(of: entry.function, reals)
      let derivative = unsafe derivative.numbers(type)
      workers.split(entry.output.count, grain: entry.function.grain) { range in
        let start = range.lowerBound * size
        unsafe kernel(range.count, input + start, output + start, derivative + start)
      }
      return
    }
    let kernel = unsafe Self.kernel(of: entry.function, reals)
    workers.split(entry.output.count, grain: entry.function.grain) { range in
      let start = range.lowerBound * size
      unsafe kernel(range.count, input + start, output + start)
    }
  }

  func unaryGradient(_ entry: UnaryGradient) {
    let (type, size) = (entry.output.type, entry.output.type.byteCount)
    let (value, upstream) = unsafe (entry.value.numbers(type), entry.upstream.numbers(type))
    let output = unsafe entry.output.numbers(type)
    let kernel = unsafe Self.gradientKernel(of: entry.function, reals(type))
    workers.split(entry.output.count, grain: entry.function.grain) { range in
      let start = range.lowerBound * size
      unsafe kernel(range.count, value + start, upstream + start, output + start)
    }
  }

  private static func kernel(
    of function: Unary.Function, _ reals: UnsafePointer<lockstep_reals>
  ) -> lockstep_unary_kernel {
    switch function {
    case .negate: unsafe reals.pointee.negate
    case .absolute: unsafe reals.pointee.absolute
    case .sign: unsafe reals.pointee.sign
    case .reciprocal: unsafe reals.pointee.reciprocal
    case .square: unsafe reals.pointee.square
    case .squareRoot: unsafe reals.pointee.square_root
    case .relu: unsafe reals.pointee.relu
    case .exp: unsafe reals.pointee.exp
    case .exp2: unsafe reals.pointee.exp2
    case .expm1: unsafe reals.pointee.expm1
    case .log: unsafe reals.pointee.log
    case .log1p: unsafe reals.pointee.log1p
    case .sinpi: unsafe reals.pointee.sinpi
    case .cospi: unsafe reals.pointee.cospi
    case .tanh: unsafe reals.pointee.tanh
    case .sigmoid: unsafe reals.pointee.sigmoid
    case .softplus: unsafe reals.pointee.softplus
    case .rsqrt: unsafe reals.pointee.rsqrt
    case .erf: unsafe reals.pointee.erf
    case .silu: unsafe reals.pointee.silu
    case .gelu: unsafe reals.pointee.gelu
    case .geluTanh: unsafe reals.pointee.gelu_tanh
    }
  }

  private static func gradientKernel(
    of function: Unary.Function, _ reals: UnsafePointer<lockstep_reals>
  ) -> lockstep_binary_kernel {
    switch function {
    case .negate: unsafe reals.pointee.negate_gradient
    case .absolute: unsafe reals.pointee.absolute_gradient
    case .sign: unsafe reals.pointee.sign_gradient
    case .reciprocal: unsafe reals.pointee.reciprocal_gradient
    case .square: unsafe reals.pointee.square_gradient
    case .squareRoot: unsafe reals.pointee.square_root_gradient
    case .relu: unsafe reals.pointee.relu_gradient
    case .exp, .silu, .gelu, .geluTanh: unsafe reals.pointee.multiply
    case .exp2: unsafe reals.pointee.exp2_gradient
    case .expm1: unsafe reals.pointee.expm1_gradient
    case .log: unsafe reals.pointee.log_gradient
    case .log1p: unsafe reals.pointee.log1p_gradient
    case .sinpi: unsafe reals.pointee.sinpi_gradient
    case .cospi: unsafe reals.pointee.cospi_gradient
    case .tanh: unsafe reals.pointee.tanh_gradient
    case .sigmoid: unsafe reals.pointee.sigmoid_gradient
    case .softplus: unsafe reals.pointee.softplus_gradient
    case .rsqrt: unsafe reals.pointee.rsqrt_gradient
    case .erf: unsafe reals.pointee.erf_gradient
    }
  }

  private static func derivativeKernel(
    of function: Unary.Function, _ reals: UnsafePointer<lockstep_reals>
  ) -> lockstep_derivative_kernel {
    switch function {
    case .silu: unsafe reals.pointee.silu_with_derivative
    case .gelu: unsafe reals.pointee.gelu_with_derivative
    case .geluTanh: unsafe reals.pointee.gelu_tanh_with_derivative
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
