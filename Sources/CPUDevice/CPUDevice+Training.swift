internal import CKernels
internal import Devices
internal import NumericsContract

// Dropout and the optimizers: elementwise, with scalars that the kernel rounds once.
extension CPUDevice {
  func dropout(_ entry: DropoutMask) {
    let type = entry.output.type
    let (input, output) = unsafe (entry.input.numbers(type), entry.output.numbers(type))
    let (kernel, size) = unsafe (reals(type).pointee.dropout, type.byteCount)
    let stream = entry.stream
    let mask = lockstep_mask(
      key0: stream.key.word0, key1: stream.key.word1, position: stream.position,
      threshold: entry.threshold, scale: entry.scale)
    unsafe withUnsafePointer(to: mask) { mask in
      // The grain is a multiple of 4: a task starts with a whole block of the stream.
      workers.split(entry.output.count, grain: Grain.functions) { range in
        let offset = range.lowerBound * size
        unsafe kernel(range.lowerBound, range.count, mask, input + offset, output + offset)
      }
    }
  }

  func sgd(_ entry: SGDStep) {
    let type = entry.parameter.type
    let (gradient, parameter) = unsafe (entry.gradient.numbers(type), entry.parameter.numbers(type))
    let velocity = unsafe entry.velocity?.numbers(type)
    let (kernel, size) = unsafe (reals(type).pointee.sgd, type.byteCount)
    let scalars = lockstep_sgd(
      learning_rate: entry.learningRate, momentum: entry.momentum,
      weight_decay: entry.weightDecay, uses_momentum: entry.momentum != 0,
      uses_decay: entry.weightDecay != 0, nesterov: entry.nesterov)
    unsafe withUnsafePointer(to: scalars) { scalars in
      workers.split(entry.parameter.count, grain: Grain.elements) { range in
        let offset = range.lowerBound * size
        unsafe kernel(
          range.count, scalars, gradient + offset, parameter + offset,
          velocity.map { unsafe $0 + offset })
      }
    }
  }

  func adam(_ entry: AdamStep) {
    let type = entry.parameter.type
    let (gradient, parameter) = unsafe (entry.gradient.numbers(type), entry.parameter.numbers(type))
    let (first, second) = unsafe (entry.firstMoment.numbers(type), entry.secondMoment.numbers(type))
    let (kernel, size) = unsafe (reals(type).pointee.adam, type.byteCount)
    let coefficients = entry.coefficients
    let decays = entry.hyperparameters.weightDecay != 0
    let decoupled = entry.hyperparameters.decoupled
    let scalars = lockstep_adam(
      beta1: coefficients.beta1, one_minus_beta1: coefficients.oneMinusBeta1,
      beta2: coefficients.beta2, one_minus_beta2: coefficients.oneMinusBeta2,
      root_scale: coefficients.rootScale, epsilon: coefficients.epsilon,
      step_size: coefficients.stepSize, weight_decay: coefficients.weightDecay,
      decay: coefficients.decay, couples_decay: decays && !decoupled,
      decouples_decay: decays && decoupled)
    unsafe withUnsafePointer(to: scalars) { scalars in
      workers.split(entry.parameter.count, grain: Grain.elements) { range in
        let offset = range.lowerBound * size
        unsafe kernel(
          range.count, scalars, gradient + offset, parameter + offset, first + offset,
          second + offset)
      }
    }
  }
}
