internal import Devices
internal import NumericsContract

// Sums and extrema over axes, and their gradients.

extension Sum {
  /// NUM-005, NUM-075, NUM-091; integers wrap, so that their order cannot show (NUM-092).
  func compute() {
    switch input.type {
    case .int32: compute(Int32.self) { $0.reduce(0, &+) }
    case .int64: compute(Int64.self) { $0.reduce(0, &+) }
    case .float64: compute(Double.self) { SumOrder.sum($0) }
    default: compute(Float.self) { SumOrder.sum($0) }
    }
  }

  private func compute<Number: ElementNumber>(
    _ type: Number.Type, _ sum: ([Number]) -> Number
  ) {
    let x = input.elements(type)
    let summed = (0..<axes.rank).filter { axes.repeats(1, along: $0) }
    let kept = (0..<axes.rank).filter { !axes.repeats(1, along: $0) }
    let count = summed.reduce(1) { $0 * axes.length($1) }
    // One axis, as most sums have, needs no division for each element.
    let step = summed.count == 1 ? axes.stride(of: 0, along: summed[0]) : nil
    output.store(
      (0..<output.count).map { place in
        let start = axes.place(place, over: kept, of: 0)
        return sum(
          (0..<count).map { r in
            x[start + (step.map { $0 * r } ?? axes.place(r, over: summed, of: 0))]
          })
      })
  }
}

extension Broadcast {
  /// NUM-018: each element is repeated, bit for bit, of any type.
  func compute() {
    let x = input.pieces
    let axes = self.axes
    let all = Array(0..<axes.rank)
    output.store(pieces: (0..<output.count).map { x[axes.place($0, over: all, of: 1)] })
  }
}

extension SquaredNorm {
  /// NUM-022: a square of 24-bit numbers is exact in binary64, one of binary64 numbers is rounded.
  func compute() {
    let x = input.type == .float64 ? input.doubles : input.floats.map { Double($0) }
    output.store([SumOrder.sum(count: x.count) { i in x[i] * x[i] }])
  }
}

extension Extremum {
  /// NUM-010, NUM-077.
  func compute() { compute(input.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let x = input.elements(type)
    let reduced = (0..<axes.rank).filter { axes.repeats(1, along: $0) }
    let kept = (0..<axes.rank).filter { !axes.repeats(1, along: $0) }
    let count = axes.repetitions(of: 1)
    let rows = (0..<axes.count(of: 1)).map { place in
      let start = axes.place(place, over: kept, of: 0)
      return (0..<count).map { x[start + axes.place($0, over: reduced, of: 0)] }
    }
    let extrema = rows.map { extremum(of: $0) }
    values?.store(extrema)
    places?.store(zip(rows, extrema).map { place(of: $1, in: $0) })
  }

  private func extremum<Number: ElementFloat>(of row: [Number]) -> Number {
    switch function {
    case .maximum: row.reduce(-.infinity, Number.ieeeMaximum)
    case .minimum: row.reduce(.infinity, Number.ieeeMinimum)
    }
  }

  private func place<Number: ElementFloat>(of extremum: Number, in row: [Number]) -> Int32 {
    // Equal as numbers: −0 equals +0, so the first zero of either sign is taken.
    Int32(row.firstIndex { extremum.isNaN ? $0.isNaN : $0 == extremum } ?? 0)
  }
}

extension ExtremumGradient {
  /// NUM-077.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let (dy, places) = (upstream.elements(type), places.integers)
    let reduced = (0..<axes.rank).filter { axes.repeats(1, along: $0) }
    let kept = (0..<axes.rank).filter { !axes.repeats(1, along: $0) }
    var dx = [Number](repeating: 0, count: output.count)
    for (result, place) in places.enumerated() {
      dx[
        axes.place(result, over: kept, of: 0) + axes.place(Int(place), over: reduced, of: 0)
      ] = dy[result]
    }
    output.store(dx)
  }
}
