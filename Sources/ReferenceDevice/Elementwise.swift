internal import CScalarMath
internal import Devices
internal import NumericsContract

// One IEEE operation, or one correctly rounded function, for each element.

extension Fill {
  /// NUM-002: the host scalar is rounded once.
  func compute() {
    switch output.type {
    case .float64: output.store([Double](repeating: value, count: output.count))
    default: output.store([Float](repeating: Float(value), count: output.count))
    }
  }
}

extension Copy {
  /// NUM-009: bytes are moved, so that even a NaN's payload survives.
  func compute() {
    guard input.byteCount > 0 else { return }
    unsafe output.bytes.copyMemory(from: input.bytes, byteCount: input.byteCount)
  }
}

extension Unary {
  func compute() { output.store(input.floats.map(value)) }

  private func value(_ x: Float) -> Float {
    switch function {
    // NUM-001: the sign bit is flipped, whatever the other bits are.
    case .negate: Float(bitPattern: x.bitPattern ^ 0x8000_0000)
    // NUM-011: −0 is not greater than 0 and gives +0.
    case .relu: x.isNaN ? .canonicalNaN : x > 0 ? x : 0
    case .squareRoot: x.squareRoot()
    // NUM-012.
    case .exp: lockstep_exp_f32(x)
    case .log: lockstep_log_f32(x)
    case .sinpi: lockstep_sinpi_f32(x)
    case .cospi: lockstep_cospi_f32(x)
    }
  }
}

extension Binary {
  /// NUM-001.
  func compute() {
    output.store(zip(left.floats, right.floats).map(value))
  }

  private func value(_ a: Float, _ b: Float) -> Float {
    switch function {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    }
  }
}

extension ReLUGradient {
  /// NUM-011.
  func compute() {
    output.store(
      zip(value.floats, upstream.floats).map { x, dy in
        x.isNaN ? .canonicalNaN : x > 0 ? dy : 0
      })
  }
}

extension Scale {
  /// NUM-002.
  func compute() {
    let factor = Float(factor)
    output.store(input.floats.map { $0 * factor })
  }
}

extension DivideByConstant {
  /// NUM-006: a division, never a product with a reciprocal.
  func compute() {
    let divisor = Float(divisor)
    output.store(input.floats.map { $0 / divisor })
  }
}

extension MultiplyByScalar {
  /// NUM-001.
  func compute() {
    let factor = scalar.floats[0]
    output.store(input.floats.map { $0 * factor })
  }
}

extension AddRow {
  /// NUM-008: one addition, after the product is complete.
  func compute() {
    let row = row.floats
    output.store(input.floats.enumerated().map { place, x in x + row[place % columns] })
  }
}
