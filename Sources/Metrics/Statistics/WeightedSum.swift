public import Devices
import NumericsContract
public import Tensors

/// An exact sum of numbers times their weights, and that of the weights.
public struct WeightedSum: MetricStatistic {
  private var total = ExactSum()
  private var weight = ExactSum()

  /// Creates the sum of nothing.
  public init() {}

  /// Adds a number that counts once.
  public mutating func add(_ number: Double) {
    total.add(number)
    weight.add(1)
  }

  /// Takes in numbers, and weights of the same shape where they do not all count once.
  public mutating func add(_ inputs: MetricInputs) throws(DeviceError) {
    if inputs.tensors.count == 1, inputs.isNumbers(0) {
      for number in try inputs.numbers(0) { add(Double(number)) }
      return
    }
    if !inputs.arePairs { inputs.refuse(expected: "numbers, or numbers and weights of one shape") }
    let numbers = try inputs.numbers(0)
    let weights = try inputs.numbers(1)
    for (number, factor) in zip(numbers, weights) {
      total.add(Double(number) * Double(factor))
      weight.add(Double(factor))
    }
  }

  /// The mean, exactly; nil when a number or a weight was not finite or the weights add up to 0.
  var mean: Rational? {
    guard total.isFinite && weight.isFinite else { return nil }
    let weight = weight.rational
    return weight.isZero ? nil : total.rational / weight
  }

  /// The mean, rounded once; where a number or a weight was not finite, the quotient of the sums.
  public var value: Double {
    if total.isFinite && weight.isFinite { return mean?.rounded() ?? .canonicalNaN }
    return (total.value / weight.value).canonicalized
  }

  public mutating func merge(_ other: WeightedSum) {
    total.add(other.total)
    weight.add(other.weight)
  }

  public func save(to state: inout StateWriter) {
    state.write("total", total)
    state.write("weight", weight)
  }

  public mutating func restore(from state: StateReader) throws(StateError) {
    let total = try state.readSum("total")
    weight = try state.readSum("weight")
    self.total = total
  }
}
