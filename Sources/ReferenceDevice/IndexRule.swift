internal import Devices
internal import NumericsContract

// Rows that are named by indices.

extension Gather {
  /// NUM-085: rows are copied; a row that does not exist is NaN.
  func compute() {
    let rows = (0..<rows).map { row in
      let start = table.offset + row * columns
      return Operand(table.storage, type: table.type, offset: start, count: columns).floats
    }
    let missing = [Float](repeating: .canonicalNaN, count: columns)
    output.store(
      indices.integers.flatMap { rows.indices.contains(Int($0)) ? rows[Int($0)] : missing })
  }
}

extension ScatterAdd {
  /// NUM-086: the positions of a row are numbered anew, ascending.
  func compute() {
    let x = input.floats
    let targets = indices.integers
    var sums: [Float] = []
    for row in 0..<rows {
      let positions = targets.indices.filter { Int(targets[$0]) == row }
      for j in 0..<columns {
        sums.append(SumOrder.sum(count: positions.count) { x[positions[$0] * columns + j] })
      }
    }
    output.store(sums)
  }
}
