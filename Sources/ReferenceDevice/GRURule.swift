internal import Devices

extension GRUForward {
  /// NUM-053.
  func compute() { compute(pass.output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let (shape, n) = (pass.shape, pass.shape.hidden)
    let (weight, bias) = (pass.weight.elements(type), bias?.elements(type))
    var gates = pass.gates.elements(type)
    var outputs = [Number](repeating: 0, count: shape.sequenceCount)
    var candidates = outputs
    var lastHidden: [Number] = []
    for b in 0..<shape.batch {
      var h: [Number] = shape.state(pass.hidden, b)
      for t in shape.order {
        let (gated, row) = (shape.place(b, t, width: 3 * n), shape.place(b, t, width: n))
        let q = shape.hiddenPart(weight, h, bias)
        let p = Array(gates[gated])
        var y = p
        for j in 0..<n {
          let r = Number.sigmoid(p[j] + q[j])
          let z = Number.sigmoid(p[n + j] + q[n + j])
          let candidate = Number.hyperbolicTangent(Number.fused(r, q[2 * n + j], p[2 * n + j]))
          (y[j], y[n + j], y[2 * n + j]) = (r, z, candidate)
          h[j] = Number.fused(z, h[j], (1 - z) * candidate)
        }
        gates.replaceSubrange(gated, with: y)
        outputs.replaceSubrange(row, with: h)
        candidates.replaceSubrange(row, with: q[(2 * n)...])
      }
      lastHidden += h
    }
    pass.gates.store(gates)
    pass.output.store(outputs)
    pass.candidate.store(candidates)
    self.lastHidden.store(lastHidden)
  }
}

extension GRUGradient {
  /// NUM-054.
  func compute() { compute(pass.output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let (shape, n) = (pass.shape, pass.shape.hidden)
    let (weight, gates) = (pass.weight.elements(type), pass.gates.elements(type))
    let (outputs, candidates) = (pass.output.elements(type), pass.candidate.elements(type))
    let dy = upstream?.elements(type) ?? [Number](repeating: 0, count: shape.sequenceCount)
    var inputGradients = [Number](repeating: 0, count: 3 * shape.sequenceCount)
    var gateGradients = inputGradients
    var previous = [Number](repeating: 0, count: shape.sequenceCount)
    var hiddenGradients: [Number] = []
    for b in 0..<shape.batch {
      var rho: [Number] = shape.state(upstreamHidden, b)
      let order = shape.order
      for (place, t) in order.enumerated().reversed() {
        let (gated, row) = (shape.place(b, t, width: 3 * n), shape.place(b, t, width: n))
        let before = place == 0 ? nil : shape.place(b, order[place - 1], width: n)
        let h = before.map { Array(outputs[$0]) } ?? shape.state(pass.hidden, b)
        let y = Array(gates[gated])
        let dh = (0..<n).map { j in dy[row.lowerBound + j] + rho[j] }
        var (dp, dq) = (y, y)
        for j in 0..<n {
          let (r, z, candidate) = (y[j], y[n + j], y[2 * n + j])
          let dn = (dh[j] * (1 - z)) * tanhSlope(candidate)
          let dz = (dh[j] * (h[j] - candidate)) * sigmoidSlope(z)
          let dr = (dn * candidates[row.lowerBound + j]) * sigmoidSlope(r)
          (dp[j], dp[n + j], dp[2 * n + j]) = (dr, dz, dn)
          (dq[j], dq[n + j], dq[2 * n + j]) = (dr, dz, dn * r)
        }
        let product = shape.stateGradient(weight, dq)
        rho = (0..<n).map { j in Number.fused(dh[j], y[n + j], product[j]) }
        inputGradients.replaceSubrange(gated, with: dp)
        gateGradients.replaceSubrange(gated, with: dq)
        previous.replaceSubrange(row, with: h)
      }
      hiddenGradients += rho
    }
    inputGradient.store(inputGradients)
    gateGradient.store(gateGradients)
    self.previous.store(previous)
    hiddenGradient.store(hiddenGradients)
  }
}
