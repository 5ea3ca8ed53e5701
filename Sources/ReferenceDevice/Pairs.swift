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
  /// NUM-001, NUM-070 to NUM-072, NUM-091, NUM-092.
  func compute() {
    switch output.type {
    case .bool:
      let pairs = zip(axes.elements(0, left.booleans), axes.elements(1, right.booleans))
      output.store(pairs.map { function == .minimum ? $0 && $1 : $0 || $1 })
    case .int32: combine { (a: Int32, b: Int32) in integer(a, b) }
    case .int64: combine { (a: Int64, b: Int64) in integer(a, b) }
    case .float64: combine { (a: Double, b: Double) in value(a, b) }
    default: combine { (a: Float, b: Float) in value(a, b) }
    }
  }

  private func combine<Number: ElementNumber>(_ value: (Number, Number) -> Number) {
    output.store(
      zip(axes.elements(0, left.elements()), axes.elements(1, right.elements())).map(value))
  }

  private func value<Number: ElementFloat>(_ a: Number, _ b: Number) -> Number {
    switch function {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .minimum: Number.ieeeMinimum(a, b)
    case .maximum: Number.ieeeMaximum(a, b)
    }
  }

  private func integer<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Number {
    switch function {
    case .add: a &+ b
    case .subtract: a &- b
    case .multiply: a &* b
    case .divide: preconditionFailure("division of integers")
    case .minimum: min(a, b)
    case .maximum: max(a, b)
    }
  }
}

extension Comparison {
  /// NUM-072, NUM-091, NUM-092.
  func compute() {
    switch left.type {
    case .int32: compare(left.integers, right.integers)
    case .int64: compare(left.elements(Int64.self), right.elements())
    case .float64: compare(left.doubles, right.doubles)
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
  /// NUM-073: bits are taken as they are, of any type.
  func compute() {
    let (left, right) = (axes.elements(1, left.pieces), axes.elements(2, right.pieces))
    output.store(
      pieces: axes.elements(0, mask.booleans).enumerated().map { $1 ? left[$0] : right[$0] })
  }
}
