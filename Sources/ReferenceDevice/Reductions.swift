internal import Devices
internal import NumericsContract

// Sums along an axis, their gradient, and the place of a maximum.

extension Sum {
  /// NUM-005.
  func compute() {
    let x = input.floats
    var sums: [Float] = []
    for o in 0..<outer {
      for i in 0..<inner {
        sums.append(SumOrder.sum(count: reduced) { r in x[(o * reduced + r) * inner + i] })
      }
    }
    output.store(sums)
  }
}

extension Broadcast {
  /// NUM-018: each element is repeated, bit for bit.
  func compute() {
    let x = input.floats
    var repetitions: [Float] = []
    for o in 0..<outer {
      for _ in 0..<repeated {
        repetitions += x[o * inner..<(o + 1) * inner]
      }
    }
    output.store(repetitions)
  }
}

extension SquaredNorm {
  /// NUM-022: a square of 24-bit numbers is exact in binary64.
  func compute() {
    let x = input.floats
    output.store([SumOrder.sum(count: x.count) { i in Double(x[i]) * Double(x[i]) }])
  }
}

extension ArgMax {
  /// NUM-010.
  func compute() {
    let x = input.floats
    output.store((0..<rows).map { row in place(in: Array(x[row * columns..<(row + 1) * columns])) })
  }

  private func place(in row: [Float]) -> Int32 {
    if let firstNaN = row.firstIndex(where: \.isNaN) { return Int32(firstNaN) }
    let largest = row.dropFirst().reduce(row[0], Float.ieeeMaximum)
    // Equal as numbers: −0 equals +0, so the first zero of either sign is taken.
    return Int32(row.firstIndex(of: largest) ?? 0)
  }
}
