internal import CScalarMath
internal import Devices

extension SGDStep {
  /// NUM-024. Whether a scalar is zero is asked before it is rounded.
  func compute() {
    let rate = Float(learningRate)
    let momentum = Float(momentum)
    let decay = Float(weightDecay)
    let gradients = gradient.floats
    var p = parameter.floats
    var b = velocity?.floats ?? []
    for i in p.indices {
      let g = weightDecay != 0 ? lockstep_fma_f32(decay, p[i], gradients[i]) : gradients[i]
      var u = g
      if velocity != nil {
        b[i] = lockstep_fma_f32(momentum, b[i], g)
        u = nesterov ? lockstep_fma_f32(momentum, b[i], g) : b[i]
      }
      p[i] = lockstep_fma_f32(-rate, u, p[i])
    }
    parameter.store(p)
    velocity?.store(b)
  }
}

extension AdamStep {
  /// NUM-025 and NUM-026. Whether λ is zero is asked before it is rounded.
  func compute() {
    let c = coefficients
    let decays = hyperparameters.weightDecay != 0
    let decoupled = hyperparameters.decoupled
    let gradients = gradient.floats
    var p = parameter.floats
    var m = firstMoment.floats
    var v = secondMoment.floats
    for i in p.indices {
      let g =
        decays && !decoupled ? lockstep_fma_f32(c.weightDecay, p[i], gradients[i]) : gradients[i]
      m[i] = lockstep_fma_f32(c.beta1, m[i], c.oneMinusBeta1 * g)
      v[i] = lockstep_fma_f32(c.beta2, v[i], c.oneMinusBeta2 * (g * g))
      let d = v[i].squareRoot() * c.rootScale + c.epsilon
      let q = decays && decoupled ? p[i] * c.decay : p[i]
      p[i] = lockstep_fma_f32(-c.stepSize, m[i] / d, q)
    }
    parameter.store(p)
    firstMoment.store(m)
    secondMoment.store(v)
  }
}
