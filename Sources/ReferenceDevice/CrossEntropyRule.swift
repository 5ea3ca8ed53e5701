internal import CScalarMath
internal import Devices
internal import NumericsContract

extension CrossEntropy {
  /// NUM-013.
  func compute() {
    let x = logits.floats
    let targets = labels.integers
    var losses: [Float] = []
    var probabilities: [Float] = []
    for row in 0..<rows {
      let x = Array(x[row * classes..<(row + 1) * classes])
      let m = x.dropFirst().reduce(x[0], Float.ieeeMaximum)
      let e = x.map { lockstep_exp_f32($0 - m) }
      let s = SumOrder.sum(e)
      probabilities += e.map { $0 / s }
      let target = Int(targets[row])
      losses.append(
        x.indices.contains(target) ? (m + lockstep_log_f32(s)) - x[target] : .canonicalNaN)
    }
    self.losses.store(losses)
    self.probabilities.store(probabilities)
  }
}

extension CrossEntropyGradient {
  /// NUM-014.
  func compute() {
    let p = probabilities.floats
    let targets = labels.integers
    let g = upstream.floats[0] / Float(rows)
    var gradient: [Float] = []
    for row in 0..<rows {
      let target = Int(targets[row])
      for j in 0..<classes {
        let oneHot: Float = j == target ? 1 : 0
        let inRange = target >= 0 && target < classes
        gradient.append(inRange ? (p[row * classes + j] - oneHot) * g : .canonicalNaN)
      }
    }
    output.store(gradient)
  }
}
