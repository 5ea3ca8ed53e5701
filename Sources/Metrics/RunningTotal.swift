import Devices
import NumericsContract
public import Tensors

/// A mean or a sum that is still being taken: a weighted total and the weight so far, on the device (NUM-028).
///
/// Both are binary64 and grow in the order of the calls; nothing is read back until `value`.
public final class RunningTotal: Stateful {
  private let total: Tensor
  private let dispatcher: Dispatcher

  /// Creates an empty total.
  public init(on dispatcher: Dispatcher) {
    self.dispatcher = dispatcher
    total = Tensor(dispatcher.allocate(2, type: .float64), shape: [2], on: dispatcher)
    reset()
  }

  /// Starts again at 0.
  public func reset() {
    dispatcher.perform(.fill(Fill(0, into: total.operand)))
  }

  /// Adds what a step logged; a mean counts with `weight` samples.
  public func add(_ quantity: LoggedValue.Quantity, weight: Int) {
    switch quantity {
    case .scalar(let value, _):
      dispatcher.perform(
        .accumulate(
          Accumulate(value.operand, weight: Double(weight), addingTo: total.operand)))
    case .matches(let left, let right):
      dispatcher.perform(
        .countEqual(CountEqual(left.operand, right.operand, addingTo: total.operand)))
    case .metric(let metric, _):
      preconditionFailure("a running total cannot take in \(metric)")
    }
  }

  /// The sum so far, where each value counted with its weight.
  ///
  /// - Throws: `DeviceError` when earlier work failed.
  public func sum() throws -> Double { try total.doubles()[0].canonicalized }

  /// The mean so far; NaN when nothing was added.
  ///
  /// - Throws: `DeviceError` when earlier work failed.
  public func value() throws -> Double {
    let pair = try total.doubles()
    return (pair[0] / pair[1]).canonicalized
  }

  public func save(to state: inout StateWriter) {
    state.write("total", total)
  }

  public func restore(from state: StateReader) throws(StateError) {
    try state.read("total", into: total)
  }
}
