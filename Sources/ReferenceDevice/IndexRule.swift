internal import Devices
internal import NumericsContract

// Rows that are named by indices.

extension Gather {
  /// NUM-085, NUM-092: rows are copied; a row that does not exist is NaN, or 0.
  func compute() {
    let rows = (0..<rows).map { row in
      let start = table.offset + row * columns
      return Operand(table.storage, type: table.type, offset: start, count: columns).pieces
    }
    let missing = [[UInt8]](repeating: table.type.missingElement, count: columns)
    output.store(
      pieces: indices.integers.flatMap { rows.indices.contains(Int($0)) ? rows[Int($0)] : missing })
  }
}

extension ElementType {
  /// The bytes of what stands for an element that does not exist.
  fileprivate var missingElement: [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: missingBits >> (8 * $0)) }
  }
}

extension ScatterAdd {
  /// NUM-086, NUM-091: the positions of a row are numbered anew, ascending.
  func compute() {
    input.type == .float64 ? compute(Double.self) : compute(Float.self)
  }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let x = input.elements(type)
    let targets = indices.integers
    var sums: [Number] = []
    for row in 0..<rows {
      let positions = targets.indices.filter { Int(targets[$0]) == row }
      for j in 0..<columns {
        sums.append(SumOrder.sum(count: positions.count) { x[positions[$0] * columns + j] })
      }
    }
    output.store(sums)
  }
}
