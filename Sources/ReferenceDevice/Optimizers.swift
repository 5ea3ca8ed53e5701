internal import Devices

extension SGDStep {
  /// NUM-024. Whether a scalar is zero is asked before it is rounded.
  func compute() { compute(parameter.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let rate = Number(learningRate)
    let momentum = Number(momentum)
    let decay = Number(weightDecay)
    let gradients = gradient.elements(type)
    var p = parameter.elements(type)
    var b = velocity?.elements(type) ?? []
    for i in p.indices {
      let g = weightDecay != 0 ? Number.fused(decay, p[i], gradients[i]) : gradients[i]
      var u = g
      if velocity != nil {
        b[i] = Number.fused(momentum, b[i], g)
        u = nesterov ? Number.fused(momentum, b[i], g) : b[i]
      }
      p[i] = Number.fused(-rate, u, p[i])
    }
    parameter.store(p)
    velocity?.store(b)
  }
}

extension AdamStep {
  /// NUM-025 and NUM-026. Whether λ is zero is asked before it is rounded.
  func compute() { compute(parameter.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let c = coefficients
    let (beta1, rest1) = (Number(c.beta1), Number(c.oneMinusBeta1))
    let (beta2, rest2) = (Number(c.beta2), Number(c.oneMinusBeta2))
    let decays = hyperparameters.weightDecay != 0
    let decoupled = hyperparameters.decoupled
    let gradients = gradient.elements(type)
    var p = parameter.elements(type)
    var m = firstMoment.elements(type)
    var v = secondMoment.elements(type)
    for i in p.indices {
      let g =
        decays && !decoupled
        ? Number.fused(Number(c.weightDecay), p[i], gradients[i]) : gradients[i]
      m[i] = Number.fused(beta1, m[i], rest1 * g)
      v[i] = Number.fused(beta2, v[i], rest2 * (g * g))
      let d = v[i].squareRoot() * Number(c.rootScale) + Number(c.epsilon)
      let q = decays && decoupled ? p[i] * Number(c.decay) : p[i]
      p[i] = Number.fused(-Number(c.stepSize), m[i] / d, q)
    }
    parameter.store(p)
    firstMoment.store(m)
    secondMoment.store(v)
  }
}
