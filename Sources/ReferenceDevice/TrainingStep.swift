internal import Devices
internal import NumericsContract

// What a training step needs besides layers and optimizers: dropout, clipping, running totals.

extension DropoutMask {
  /// NUM-023: the comparison is one of 64-bit integers, because the threshold may be 2³².
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let (x, factor) = (input.elements(type), Number(scale))
    output.store(
      x.indices.map { i in UInt64(stream.word(at: i)) < threshold ? x[i] * factor : 0 })
  }
}

extension ClipFactor {
  /// NUM-022. A NaN norm is not greater than anything and clips nothing.
  func compute() { compute(factor.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let total = SumOrder.foldAdjacentPairs(squares.doubles)
    let norm = Number(total.squareRoot())
    let limit = Number(maximum)
    self.norm.store([norm])
    factor.store([norm > limit ? limit / norm : 1])
  }
}

extension CountEqual {
  /// NUM-028.
  func compute() {
    let matches = zip(left.integers, right.integers).filter { $0 == $1 }.count
    let old = total.doubles
    total.store([old[0] + Double(matches), old[1] + Double(left.count)])
  }
}

extension Accumulate {
  /// NUM-028: the product is rounded before it is added.
  func compute() {
    let old = total.doubles
    let number = value.type == .float64 ? value.doubles[0] : Double(value.floats[0])
    total.store([old[0] + number * weight, old[1] + weight])
  }
}
