internal import Devices
internal import NumericsContract

/// A row of logits: what softmax and the losses on it have in common.
private struct LogitRow<Number: ElementFloat> {
  let x: [Number]
  let m: Number
  let e: [Number]
  let s: Number

  init(_ x: ArraySlice<Number>) {
    self.x = Array(x)
    m = x.dropFirst().reduce(x[x.startIndex], Number.ieeeMaximum)
    e = self.x.map { [m] in Number.naturalExponential($0 - m) }
    s = SumOrder.sum(e)
  }

  var probabilities: [Number] { e.map { $0 / s } }
}

extension Softmax {
  /// NUM-079, NUM-080.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let x = input.elements(type)
    output.store(
      (0..<rows).flatMap { number -> [Number] in
        let row = LogitRow(x[number * columns..<(number + 1) * columns])
        switch function {
        case .softmax: return row.probabilities
        case .logSoftmax: return row.x.map { ($0 - row.m) - Number.naturalLogarithm(row.s) }
        }
      })
  }
}

extension SoftmaxGradient {
  /// NUM-079, NUM-080.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let (y, dy) = (value.elements(type), upstream.elements(type))
    var gradient: [Number] = []
    for row in 0..<rows {
      let places = row * columns..<(row + 1) * columns
      switch function {
      case .softmax:
        let t = SumOrder.sum(places.map { dy[$0] * y[$0] })
        gradient += places.map { y[$0] * (dy[$0] - t) }
      case .logSoftmax:
        let t = SumOrder.sum(Array(dy[places]))
        gradient += places.map { dy[$0] - Number.naturalExponential(y[$0]) * t }
      }
    }
    output.store(gradient)
  }
}

extension CrossEntropy {
  /// NUM-013, NUM-081.
  func compute() { compute(logits.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let x = logits.elements(type)
    let targets = labels.integers
    var losses: [Number] = []
    var probabilities: [Number] = []
    for number in 0..<rows {
      let row = LogitRow(x[number * classes..<(number + 1) * classes])
      probabilities += row.probabilities
      losses.append(loss(of: row, at: targets[number]))
    }
    self.losses.store(losses)
    self.probabilities.store(probabilities)
    counted?.store([Number(targets.count { $0 != options.ignoredLabel })])
  }

  private func loss<Number: ElementFloat>(
    of row: LogitRow<Number>, at label: Int32
  ) -> Number {
    if label == options.ignoredLabel { return 0 }
    guard row.x.indices.contains(Int(label)) else { return .canonicalNaN }
    let logSum = row.m + Number.naturalLogarithm(row.s)
    let loss = logSum - row.x[Int(label)]
    if options.smoothing == 0 { return loss }
    let all = SumOrder.sum(row.x.map { logSum - $0 })
    return loss * Number(1 - options.smoothing)
      + all * Number(options.weights(classes: classes).other)
  }
}

extension CrossEntropyGradient {
  /// NUM-014, NUM-081.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let p = probabilities.elements(type)
    let targets = labels.integers
    let dy = upstream.elements(type)
    let weights = options.weights(classes: classes)
    var gradient: [Number] = []
    for row in 0..<rows {
      let g = isPerRow ? dy[row] : dy[0] / Number(rows)
      let target = Int(targets[row])
      for j in 0..<classes {
        if targets[row] == options.ignoredLabel {
          gradient.append(0)
        } else if target < 0 || target >= classes {
          gradient.append(.canonicalNaN)
        } else {
          gradient.append(
            (p[row * classes + j] - Number(j == target ? weights.label : weights.other)) * g)
        }
      }
    }
    output.store(gradient)
  }
}
