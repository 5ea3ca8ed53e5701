internal import Devices

extension LSTMForward {
  /// NUM-051.
  func compute() { compute(pass.output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let (shape, n) = (pass.shape, pass.shape.hidden)
    let (weight, bias) = (pass.weight.elements(type), bias?.elements(type))
    var gates = pass.gates.elements(type)
    var outputs = [Number](repeating: 0, count: shape.sequenceCount)
    var (cells, squashed) = (outputs, outputs)
    var (lastHidden, lastCell): ([Number], [Number]) = ([], [])
    for b in 0..<shape.batch {
      var (h, c): ([Number], [Number]) = (shape.state(pass.hidden, b), shape.state(pass.cell, b))
      var u = h
      for t in shape.order {
        let (gated, row) = (shape.place(b, t, width: 4 * n), shape.place(b, t, width: n))
        let q = shape.hiddenPart(weight, h, bias)
        let a = zip(gates[gated], q).map { $0 + $1 }
        let y = a.indices.map { j in
          j / n == 2 ? Number.hyperbolicTangent(a[j]) : Number.sigmoid(a[j])
        }
        for j in 0..<n {
          let (i, f, g, o) = (y[j], y[n + j], y[2 * n + j], y[3 * n + j])
          c[j] = Number.fused(f, c[j], i * g)
          u[j] = Number.hyperbolicTangent(c[j])
          h[j] = o * u[j]
        }
        gates.replaceSubrange(gated, with: y)
        outputs.replaceSubrange(row, with: h)
        cells.replaceSubrange(row, with: c)
        squashed.replaceSubrange(row, with: u)
      }
      lastHidden += h
      lastCell += c
    }
    pass.gates.store(gates)
    pass.output.store(outputs)
    pass.cells.store(cells)
    pass.squashed.store(squashed)
    self.lastHidden.store(lastHidden)
    self.lastCell.store(lastCell)
  }
}

extension LSTMGradient {
  /// NUM-052.
  func compute() { compute(pass.output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let (shape, n) = (pass.shape, pass.shape.hidden)
    let (weight, gates) = (pass.weight.elements(type), pass.gates.elements(type))
    let (outputs, cells, squashed) = (
      pass.output.elements(type), pass.cells.elements(type), pass.squashed.elements(type)
    )
    let dy = upstream?.elements(type) ?? [Number](repeating: 0, count: shape.sequenceCount)
    var gateGradients = [Number](repeating: 0, count: 4 * shape.sequenceCount)
    var previous = [Number](repeating: 0, count: shape.sequenceCount)
    var (hiddenGradients, cellGradients): ([Number], [Number]) = ([], [])
    for b in 0..<shape.batch {
      var (rho, kappa): ([Number], [Number]) = (
        shape.state(upstreamHidden, b), shape.state(upstreamCell, b)
      )
      let order = shape.order
      for (place, t) in order.enumerated().reversed() {
        let (gated, row) = (shape.place(b, t, width: 4 * n), shape.place(b, t, width: n))
        let before = place == 0 ? nil : shape.place(b, order[place - 1], width: n)
        let h = before.map { Array(outputs[$0]) } ?? shape.state(pass.hidden, b)
        let c = before.map { Array(cells[$0]) } ?? shape.state(pass.cell, b)
        let y = Array(gates[gated])
        var da = y
        for j in 0..<n {
          let (i, f, g, o) = (y[j], y[n + j], y[2 * n + j], y[3 * n + j])
          let u = squashed[row.lowerBound + j]
          let dh = dy[row.lowerBound + j] + rho[j]
          let dc = Number.fused(dh * o, tanhSlope(u), kappa[j])
          da[j] = (dc * g) * sigmoidSlope(i)
          da[n + j] = (dc * c[j]) * sigmoidSlope(f)
          da[2 * n + j] = (dc * i) * tanhSlope(g)
          da[3 * n + j] = (dh * u) * sigmoidSlope(o)
          kappa[j] = dc * f
        }
        rho = shape.stateGradient(weight, da)
        gateGradients.replaceSubrange(gated, with: da)
        previous.replaceSubrange(row, with: h)
      }
      hiddenGradients += rho
      cellGradients += kappa
    }
    gateGradient.store(gateGradients)
    self.previous.store(previous)
    hiddenGradient.store(hiddenGradients)
    cellGradient.store(cellGradients)
  }
}
