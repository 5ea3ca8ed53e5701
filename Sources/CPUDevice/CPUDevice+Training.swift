internal import CKernels
internal import Devices
internal import NumericsContract

// Dropout and the optimizers: elementwise, with scalars rounded once on the host.
extension CPUDevice {
  func dropout(_ entry: DropoutMask) {
    let (input, output) = unsafe (entry.input.floats, entry.output.floats)
    let stream = entry.stream
    let mask = lockstep_mask(
      key0: stream.key.word0, key1: stream.key.word1, position: stream.position,
      threshold: entry.threshold, scale: entry.scale)
    unsafe withUnsafePointer(to: mask) { mask in
      // The grain is a multiple of 4: a task starts with a whole block of the stream.
      workers.split(entry.output.count, grain: Grain.functions) { range in
        let start = range.lowerBound
        unsafe kernels.dropout(start, range.count, mask, input + start, output + start)
      }
    }
  }

  func sgd(_ entry: SGDStep) {
    let (gradient, parameter) = unsafe (entry.gradient.floats, entry.parameter.floats)
    let velocity = unsafe entry.velocity?.floats
    let scalars = lockstep_sgd(
      learning_rate: Float(entry.learningRate), momentum: Float(entry.momentum),
      weight_decay: Float(entry.weightDecay), uses_momentum: entry.momentum != 0,
      uses_decay: entry.weightDecay != 0, nesterov: entry.nesterov)
    unsafe withUnsafePointer(to: scalars) { scalars in
      workers.split(entry.parameter.count, grain: Grain.elements) { range in
        let start = range.lowerBound
        unsafe kernels.sgd(
          range.count, scalars, gradient + start, parameter + start,
          velocity.map { unsafe $0 + start })
      }
    }
  }

  func adam(_ entry: AdamStep) {
    let (gradient, parameter) = unsafe (entry.gradient.floats, entry.parameter.floats)
    let (first, second) = unsafe (entry.firstMoment.floats, entry.secondMoment.floats)
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
        let start = range.lowerBound
        unsafe kernels.adam(
          range.count, scalars, gradient + start, parameter + start, first + start, second + start)
      }
    }
  }
}
