internal import Devices
internal import NumericsContract

// Sums along an axis, their gradient, and the place of a maximum.

extension Sum {
  /// NUM-005, NUM-075.
  func compute() {
    let x = input.floats
    let summed = (0..<axes.rank).filter { axes.repeats(1, along: $0) }
    let kept = (0..<axes.rank).filter { !axes.repeats(1, along: $0) }
    let count = summed.reduce(1) { $0 * axes.length($1) }
    // One axis, as most sums have, needs no division for each element.
    let step = summed.count == 1 ? axes.stride(of: 0, along: summed[0]) : nil
    output.store(
      (0..<output.count).map { place in
        let start = axes.place(place, over: kept, of: 0)
        return SumOrder.sum(count: count) { r in
          x[start + (step.map { $0 * r } ?? axes.place(r, over: summed, of: 0))]
        }
      })
  }
}

extension Broadcast {
  /// NUM-018: each element is repeated, bit for bit.
  func compute() {
    let x = input.floats
    let axes = self.axes
    let all = Array(0..<axes.rank)
    output.store((0..<output.count).map { x[axes.place($0, over: all, of: 1)] })
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
