import Devices
import NumericsContract

extension GoldenVector {
  /// The operations of vectors of comparisons and row-wise functions; nil for any other.
  func arithmeticBuilder() -> ConformanceCase.Builder? {
    if let function = Comparison.Function(rawValue: operation) {
      return { x, y in
        let axes = BroadcastAxes(count: y[0].count)
        return [.comparison(Comparison(function, x[0], x[1], over: axes, into: y[0]))]
      }
    }
    if operation == "argmax" || operation == "argmin" {
      // The shape, then 1 for each axis that is reduced.
      let (shape, reduced) = (integers[..<(integers.count / 2)], integers[(integers.count / 2)...])
      let kept = zip(shape, reduced).map { $1 == 1 ? 1 : $0 }
      let function: Extremum.Function = operation == "argmax" ? .maximum : .minimum
      return { x, y in
        guard let axes = BroadcastAxes([Array(shape), kept]) else {
          preconditionFailure("\(shape) does not reduce to \(kept)")
        }
        return [.extremum(Extremum(function, x[0], over: axes, values: y[0], places: y[1]))]
      }
    }
    return nil
  }
}
