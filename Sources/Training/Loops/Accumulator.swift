import Metrics
import NumericsContract
import Tensors

/// What the values of one name have added up to, over a step's shards or an epoch's batches.
///
/// Means and sums grow on the device; extrema wait there in groups and are compared here (a NaN wins, as
/// it does in the minimum and maximum of tensors).
final class Accumulator: Stateful {
  private static let limit = 64

  let reduction: LoggedValue.Reduction
  private let total: RunningTotal?
  private var extremum: Double?
  private var waiting: [Tensor] = []

  init(_ reduction: LoggedValue.Reduction, on dispatcher: Dispatcher) {
    self.reduction = reduction
    total = reduction == .mean || reduction == .sum ? RunningTotal(on: dispatcher) : nil
  }

  /// Adds a value that stands for some samples.
  func add(_ quantity: LoggedValue.Quantity, samples: Int) throws(TrainingError) {
    if let total {
      total.add(quantity, weight: reduction == .mean ? samples : 1)
    } else if case .scalar(let value, _) = quantity {
      waiting.append(value)
      if waiting.count >= Accumulator.limit { try compare() }
    }
  }

  /// What the values are so far; NaN when there are none.
  func value() throws -> Double {
    try compare()
    switch reduction {
    case .mean: return try total?.value() ?? .nan
    case .sum: return try total?.sum() ?? .nan
    case .min, .max: return extremum ?? .nan
    }
  }

  /// Takes in what waits, so that the state is complete.
  func settle() throws(TrainingError) { try compare() }

  private func compare() throws(TrainingError) {
    for tensor in waiting {
      let value: Double
      do {
        value = Double(try tensor.floats()[0]).canonicalized
      } catch {
        throw TrainingError(.device, "a logged value could not be read: \(error)")
      }
      guard let old = extremum, !value.isNaN else {
        extremum = value
        continue
      }
      if reduction == .min ? value < old : value > old { extremum = value }
    }
    waiting.removeAll(keepingCapacity: true)
  }

  func save(to state: inout StateWriter) {
    precondition(waiting.isEmpty, "values of a metric wait while it is saved")
    state.write("reduction", text: reduction.rawValue)
    total?.save(to: &state)
    if total == nil { state.write("extremum", extremum.map { [$0] } ?? []) }
  }

  func restore(from state: StateReader) throws(StateError) {
    if let total {
      try total.restore(from: state)
    } else {
      let values = try state.readDoubles("extremum")
      guard values.count <= 1 else {
        throw StateError(
          .invalidValue, path: state.path(of: "extremum"), expected: "one number at most",
          found: "\(values.count)")
      }
      extremum = values.first
    }
  }
}
