internal import Devices
internal import NumericsContract

// Operations on operands of different shapes, which are repeated where another one is larger.

extension BroadcastAxes {
  /// Element `index` of the results: where it comes from in an operand (NUM-070).
  fileprivate func elements<Element>(_ operand: Int, _ elements: [Element]) -> [Element] {
    if rank == 1 && count(of: operand) == count { return elements }
    let axes = Array(0..<rank)
    return (0..<count).map { elements[place($0, over: axes, of: operand)] }
  }
}

extension Binary {
  /// NUM-001, NUM-070 to NUM-072.
  func compute() {
    if output.type == .bool {
      let pairs = zip(axes.elements(0, left.booleans), axes.elements(1, right.booleans))
      output.store(pairs.map { function == .minimum ? $0 && $1 : $0 || $1 })
    } else {
      output.store(zip(axes.elements(0, left.floats), axes.elements(1, right.floats)).map(value))
    }
  }

  private func value(_ a: Float, _ b: Float) -> Float {
    switch function {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .minimum: Float.ieeeMinimum(a, b)
    case .maximum: Float.ieeeMaximum(a, b)
    }
  }
}

extension Comparison {
  /// NUM-072.
  func compute() {
    switch left.type {
    case .int32: compare(left.integers, right.integers)
    case .bool:
      compare(left.booleans.map { $0 ? 1 : 0 }, right.booleans.map { $0 ? 1 : 0 })
    default: compare(left.floats, right.floats)
    }
  }

  private func compare<Element: Comparable>(_ left: [Element], _ right: [Element]) {
    output.store(
      zip(axes.elements(0, left), axes.elements(1, right)).map { a, b in
        switch function {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessEqual: a <= b
        }
      })
  }
}

extension Select {
  /// NUM-073: bits are taken as they are.
  func compute() {
    let (left, right) = (axes.elements(1, left.floats), axes.elements(2, right.floats))
    output.store(
      axes.elements(0, mask.booleans).enumerated().map { $1 ? left[$0] : right[$0] })
  }
}
