internal import Devices
internal import NumericsContract

// One IEEE operation for each element.

extension Fill {
  /// NUM-002, NUM-089: the host scalar is rounded once.
  func compute() {
    let (bits, size) = (output.type.bits(of: value).littleEndian, output.type.byteCount)
    for index in 0..<output.count {
      unsafe withUnsafeBytes(of: bits) { element in
        guard let first = element.baseAddress else { return }
        unsafe (output.bytes + index * size).copyMemory(from: first, byteCount: size)
      }
    }
  }
}

extension Copy {
  /// NUM-009, NUM-087: bytes are moved, so that even a NaN's payload survives.
  func compute() {
    let size = input.type.byteCount
    for index in 0..<axes.elementCount {
      var (rest, from, to) = (index, 0, 0)
      for axis in axes.reversed() {
        from += rest % axis.count * axis.inputStride
        to += rest % axis.count * axis.outputStride
        rest /= axis.count
      }
      unsafe (output.bytes + to * size).copyMemory(from: input.bytes + from * size, byteCount: size)
    }
  }
}

extension Scale {
  /// NUM-002, NUM-091.
  func compute() {
    input.type == .float64 ? compute(Double(factor)) : compute(Float(factor))
  }

  private func compute<Number: ElementFloat>(_ factor: Number) {
    output.store(input.elements().map { $0 * factor })
  }
}

extension DivideByConstant {
  /// NUM-006: a division, never a product with a reciprocal.
  func compute() {
    input.type == .float64 ? compute(Double(divisor)) : compute(Float(divisor))
  }

  private func compute<Number: ElementFloat>(_ divisor: Number) {
    output.store(input.elements().map { $0 / divisor })
  }
}

extension MultiplyByScalar {
  /// NUM-001.
  func compute() {
    input.type == .float64 ? compute(Double.self) : compute(Float.self)
  }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let factor = scalar.elements(type)[0]
    output.store(input.elements().map { $0 * factor })
  }
}

extension AddRow {
  /// NUM-008: one addition, after the product is complete.
  func compute() {
    input.type == .float64 ? compute(Double.self) : compute(Float.self)
  }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let row = row.elements(type)
    output.store(input.elements().enumerated().map { place, x in x + row[place % columns] })
  }
}
