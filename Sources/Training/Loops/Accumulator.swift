import Metrics
import NumericsContract
import Tensors

/// What the values of one name have added up to, over a step's shards or an epoch's batches.
///
/// Means and sums grow on the device; extrema wait there in groups and are compared here (a NaN wins, as
/// it does in the minimum and maximum of tensors).
final class Accumulator: Stateful {
  /// What an accumulator does with what it is given.
  enum Kind: String, CaseIterable {
    case mean, sum, min, max, metric

    init(_ quantity: LoggedValue.Quantity) {
      switch quantity {
      case .scalar(_, .mean), .matches: self = .mean
      case .scalar(_, .sum): self = .sum
      case .scalar(_, .min): self = .min
      case .scalar(_, .max): self = .max
      case .metric: self = .metric
      }
    }
  }

  private static let limit = 64

  let kind: Kind
  private let total: RunningTotal?
  private let metric: MetricAccumulator?
  private var extremum: Double?
  private var waiting: [Tensor] = []

  init(_ kind: Kind, on dispatcher: Dispatcher) {
    self.kind = kind
    total = kind == .mean || kind == .sum ? RunningTotal(on: dispatcher) : nil
    metric = kind == .metric ? MetricAccumulator() : nil
  }

  /// Adds a value that stands for some samples.
  func add(_ quantity: LoggedValue.Quantity, samples: Int) throws(TrainingError) {
    switch quantity {
    case .metric(let prototype, let inputs):
      try metric?.add(prototype, inputs)
    case .scalar(let value, .min), .scalar(let value, .max):
      waiting.append(value)
      if waiting.count >= Accumulator.limit { try compare() }
    case .scalar, .matches:
      total?.add(quantity, weight: kind == .mean ? samples : 1)
    }
  }

  /// What the values are so far, each with what its name has at the end; NaN when there are none.
  func values() throws -> [(suffix: String, value: Double)] {
    switch kind {
    case .mean: return [("", try total?.value() ?? .nan)]
    case .sum: return [("", try total?.sum() ?? .nan)]
    case .min, .max:
      try compare()
      return [("", extremum ?? .nan)]
    case .metric: return try metric?.values() ?? []
    }
  }

  /// Takes in what waits, so that the state is complete.
  func settle() throws(TrainingError) {
    try compare()
    try metric?.settle()
  }

  private func compare() throws(TrainingError) {
    for tensor in waiting {
      let value: Double
      do {
        value = try tensor.number().canonicalized
      } catch {
        throw TrainingError(.device, "a logged value could not be read: \(error)")
      }
      guard let old = extremum, !value.isNaN else {
        extremum = value
        continue
      }
      if kind == .min ? value < old : value > old { extremum = value }
    }
    waiting.removeAll(keepingCapacity: true)
  }

  func save(to state: inout StateWriter) {
    precondition(waiting.isEmpty, "values of a metric wait while it is saved")
    state.write("reduction", text: kind.rawValue)
    total?.save(to: &state)
    metric?.save(to: &state)
    if kind == .min || kind == .max { state.write("extremum", extremum.map { [$0] } ?? []) }
  }

  func restore(from state: StateReader) throws(StateError) {
    if let metric { return try metric.restore(from: state) }
    if let total { return try total.restore(from: state) }
    let values = try state.readDoubles("extremum")
    guard values.count <= 1 else {
      throw StateError(
        .invalidValue, path: state.path(of: "extremum"), expected: "one number at most",
        found: "\(values.count)")
    }
    extremum = values.first
  }
}
