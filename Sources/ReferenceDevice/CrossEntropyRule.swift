internal import CScalarMath
internal import Devices
internal import NumericsContract

/// A row of logits: what softmax and the losses on it have in common.
private struct LogitRow {
  let x: [Float]
  let m: Float
  let e: [Float]
  let s: Float

  init(_ x: ArraySlice<Float>) {
    self.x = Array(x)
    m = x.dropFirst().reduce(x[x.startIndex], Float.ieeeMaximum)
    e = self.x.map { [m] in lockstep_exp_f32($0 - m) }
    s = SumOrder.sum(e)
  }

  var probabilities: [Float] { e.map { $0 / s } }
}

extension Softmax {
  /// NUM-079, NUM-080.
  func compute() {
    let x = input.floats
    output.store(
      (0..<rows).flatMap { number -> [Float] in
        let row = LogitRow(x[number * columns..<(number + 1) * columns])
        switch function {
        case .softmax: return row.probabilities
        case .logSoftmax: return row.x.map { ($0 - row.m) - lockstep_log_f32(row.s) }
        }
      })
  }
}

extension SoftmaxGradient {
  /// NUM-079, NUM-080.
  func compute() {
    let (y, dy) = (value.floats, upstream.floats)
    var gradient: [Float] = []
    for row in 0..<rows {
      let places = row * columns..<(row + 1) * columns
      switch function {
      case .softmax:
        let t = SumOrder.sum(places.map { dy[$0] * y[$0] })
        gradient += places.map { y[$0] * (dy[$0] - t) }
      case .logSoftmax:
        let t = SumOrder.sum(Array(dy[places]))
        gradient += places.map { dy[$0] - lockstep_exp_f32(y[$0]) * t }
      }
    }
    output.store(gradient)
  }
}

extension CrossEntropy {
  /// NUM-013, NUM-081.
  func compute() {
    let x = logits.floats
    let targets = labels.integers
    var losses: [Float] = []
    var probabilities: [Float] = []
    for number in 0..<rows {
      let row = LogitRow(x[number * classes..<(number + 1) * classes])
      probabilities += row.probabilities
      losses.append(loss(of: row, at: targets[number]))
    }
    self.losses.store(losses)
    self.probabilities.store(probabilities)
    counted?.store([Float(targets.count { $0 != options.ignoredLabel })])
  }

  private func loss(of row: LogitRow, at label: Int32) -> Float {
    if label == options.ignoredLabel { return 0 }
    guard row.x.indices.contains(Int(label)) else { return .canonicalNaN }
    let logSum = row.m + lockstep_log_f32(row.s)
    let loss = logSum - row.x[Int(label)]
    if options.smoothing == 0 { return loss }
    let all = SumOrder.sum(row.x.map { logSum - $0 })
    return loss * Float(1 - options.smoothing) + all * options.weights(classes: classes).other
  }
}

extension CrossEntropyGradient {
  /// NUM-014, NUM-081.
  func compute() {
    let p = probabilities.floats
    let targets = labels.integers
    let dy = upstream.floats
    let weights = options.weights(classes: classes)
    var gradient: [Float] = []
    for row in 0..<rows {
      let g = isPerRow ? dy[row] : dy[0] / Float(rows)
      let target = Int(targets[row])
      for j in 0..<classes {
        if targets[row] == options.ignoredLabel {
          gradient.append(0)
        } else if target < 0 || target >= classes {
          gradient.append(.canonicalNaN)
        } else {
          gradient.append(
            (p[row * classes + j] - (j == target ? weights.label : weights.other)) * g)
        }
      }
    }
    output.store(gradient)
  }
}
