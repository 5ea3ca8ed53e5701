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
    return nil
  }
}
