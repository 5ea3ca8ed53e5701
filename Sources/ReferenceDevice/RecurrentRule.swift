internal import Devices

// What the rules of LSTM and GRU have in common.

extension RecurrentShape {
  /// The steps in the order in which they are taken.
  var order: [Int] { reversed ? (0..<steps).reversed() : Array(0..<steps) }

  /// The range of step t of sequence b in an array [B, T, `width`].
  func place(_ b: Int, _ t: Int, width: Int) -> Range<Int> {
    let start = (b * steps + t) * width
    return start..<start + width
  }

  /// The state of sequence b; +0 where it is not given.
  func state<Number: ElementFloat>(_ operand: Operand?, _ b: Int) -> [Number] {
    guard let operand else { return [Number](repeating: 0, count: hidden) }
    return Array((operand.elements() as [Number])[b * hidden..<(b + 1) * hidden])
  }

  /// W·h + b, one number for each row of W.
  func hiddenPart<Number: ElementFloat>(
    _ weight: [Number], _ h: [Number], _ bias: [Number]?
  ) -> [Number] {
    (0..<weight.count / hidden).map { row in
      let part = product(hidden, { h[$0] }, { weight[row * hidden + $0] })
      return bias.map { part + $0[row] } ?? part
    }
  }

  /// d·W, one number for each element of h.
  func stateGradient<Number: ElementFloat>(_ weight: [Number], _ d: [Number]) -> [Number] {
    (0..<hidden).map { j in product(d.count, { d[$0] }, { weight[$0 * hidden + j] }) }
  }
}

/// The derivative of sigmoid, from its value.
func sigmoidSlope<Number: ElementFloat>(_ y: Number) -> Number { y * (1 - y) }

/// The derivative of tanh, from its value.
func tanhSlope<Number: ElementFloat>(_ y: Number) -> Number { Number.fused(-y, y, 1) }
