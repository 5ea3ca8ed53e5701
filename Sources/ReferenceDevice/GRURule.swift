internal import CScalarMath
internal import Devices

extension GRUForward {
  /// NUM-053.
  func compute() {
    let (shape, n) = (pass.shape, pass.shape.hidden)
    let (weight, bias) = (pass.weight.floats, bias?.floats)
    var gates = pass.gates.floats
    var outputs = [Float](repeating: 0, count: shape.sequenceCount)
    var candidates = outputs
    var lastHidden: [Float] = []
    for b in 0..<shape.batch {
      var h = shape.state(pass.hidden, b)
      for t in shape.order {
        let (gated, row) = (shape.place(b, t, width: 3 * n), shape.place(b, t, width: n))
        let q = shape.hiddenPart(weight, h, bias)
        let p = Array(gates[gated])
        var y = p
        for j in 0..<n {
          let r = lockstep_sigmoid_f32(p[j] + q[j])
          let z = lockstep_sigmoid_f32(p[n + j] + q[n + j])
          let candidate = lockstep_tanh_f32(lockstep_fma_f32(r, q[2 * n + j], p[2 * n + j]))
          (y[j], y[n + j], y[2 * n + j]) = (r, z, candidate)
          h[j] = lockstep_fma_f32(z, h[j], (1 - z) * candidate)
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
  func compute() {
    let (shape, n) = (pass.shape, pass.shape.hidden)
    let (weight, gates) = (pass.weight.floats, pass.gates.floats)
    let (outputs, candidates) = (pass.output.floats, pass.candidate.floats)
    let dy = upstream?.floats ?? [Float](repeating: 0, count: shape.sequenceCount)
    var inputGradients = [Float](repeating: 0, count: 3 * shape.sequenceCount)
    var gateGradients = inputGradients
    var previous = [Float](repeating: 0, count: shape.sequenceCount)
    var hiddenGradients: [Float] = []
    for b in 0..<shape.batch {
      var rho = shape.state(upstreamHidden, b)
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
        rho = (0..<n).map { j in lockstep_fma_f32(dh[j], y[n + j], product[j]) }
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
