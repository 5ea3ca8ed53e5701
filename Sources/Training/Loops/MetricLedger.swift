import Metrics
import NumericsContract
import Tensors

/// Everything logged while training: totals of the epoch, totals of the step, latest results.
final class MetricLedger: Stateful {
  private let dispatcher: Dispatcher
  private var epochTotals: [(name: String, total: RunningTotal)] = []
  private var stepTotals: [(name: String, total: RunningTotal)] = []
  /// Latest epoch or validation value of each name, sorted by name.
  private(set) var latest: [(name: String, value: Double)] = []

  init(on dispatcher: Dispatcher) {
    self.dispatcher = dispatcher
  }

  /// Adds what a shard of a micro-batch logged.
  func add(_ values: [LoggedValue], samples: Int, isLoggedStep: Bool) {
    for value in values {
      if value.onEpoch {
        total(value.name, in: &epochTotals).add(value.quantity, weight: samples)
      }
      if value.onStep && isLoggedStep {
        total(value.name, in: &stepTotals).add(value.quantity, weight: samples)
      }
    }
  }

  /// Takes the values of the step that were logged, sorted by name.
  func takeStepValues() throws -> [(name: String, value: Double)] {
    defer { stepTotals = [] }
    return try stepTotals.map { ($0.name, try $0.total.value()) }
      .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
  }

  /// Takes the values of the epoch, sorted by name, and starts the next.
  func takeEpochValues() throws -> [(name: String, value: Double)] {
    defer { epochTotals = [] }
    let values = try epochTotals.map { ($0.name, try $0.total.value()) }
      .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    note(values)
    return values
  }

  /// Remembers values as the latest of their names.
  func note(_ values: [(name: String, value: Double)]) {
    for (name, value) in values {
      latest.removeAll { $0.name == name }
      latest.append((name, value))
    }
    latest.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// The latest value of a name.
  func latest(_ name: String) -> Double? { latest.first { $0.name == name }?.value }

  func save(to state: inout StateWriter) {
    state.group("epoch") { state in
      for (name, total) in epochTotals {
        state.group(StatePath.component(name)) { total.save(to: &$0) }
      }
    }
    state.group("latest") { state in
      for (name, value) in latest { state.write(StatePath.component(name), value) }
    }
  }

  func restore(from state: StateReader) throws(StateError) {
    try state.group("epoch") { (state) throws(StateError) in
      for name in state.names {
        let total = RunningTotal(on: dispatcher)
        try state.group(name) { (state) throws(StateError) in try total.restore(from: state) }
        epochTotals.append((StatePath.name(ofComponent: name), total))
      }
    }
    try state.group("latest") { (state) throws(StateError) in
      for name in state.names {
        latest.append((StatePath.name(ofComponent: name), try state.readDouble(name)))
      }
    }
  }

  private func total(
    _ name: String, in totals: inout [(name: String, total: RunningTotal)]
  ) -> RunningTotal {
    if let known = totals.first(where: { $0.name == name }) { return known.total }
    let total = RunningTotal(on: dispatcher)
    totals.append((name, total))
    return total
  }
}
