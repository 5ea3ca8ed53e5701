import NumericsContract
import Tensors

/// Everything logged in a stage: what a step's and an epoch's values have added up to, and the latest
/// results.
final class MetricLedger: Stateful {
  /// A result on its way to the loggers.
  typealias Value = (name: String, value: Double)

  private struct Entry {
    let name: String
    /// Whether the name is written with `_step` or `_epoch` behind it.
    let forks: Bool
    let logger: Bool
    let accumulator: Accumulator
  }

  private let dispatcher: Dispatcher
  /// Behind every name, such as `/2` for one of several loaders.
  var suffix = ""
  private var epochEntries: [Entry] = []
  private var stepEntries: [Entry] = []
  private var hostValues: [Value] = []
  /// Latest value of each name, sorted by name.
  private(set) var latest: [Value] = []
  /// Names to show in the progress bar, in the order of their first appearance.
  private(set) var progressNames: [String] = []

  init(on dispatcher: Dispatcher) {
    self.dispatcher = dispatcher
  }

  /// Adds what a shard of a micro-batch logged.
  func add(
    _ values: [LoggedValue], samples: Int, isLoggedStep: Bool
  ) throws(TrainingError) {
    for value in values {
      if value.onEpoch {
        try accumulator(of: value, in: &epochEntries).add(value.quantity, samples: samples)
      }
      if value.onStep && isLoggedStep {
        try accumulator(of: value, in: &stepEntries).add(value.quantity, samples: samples)
      }
      if value.progressBar { show(value.name + suffix) }
    }
  }

  /// Adds a number of this process to the values of the step.
  func log(_ name: String, _ value: Double, progressBar: Bool) {
    hostValues.removeAll { $0.name == name }
    hostValues.append((name, value))
    if progressBar { show(name) }
  }

  /// Takes the values of a logged step, sorted by name: those for the loggers.
  func takeStepValues() throws -> [Value] {
    defer {
      stepEntries.removeAll(keepingCapacity: true)
      hostValues.removeAll(keepingCapacity: true)
    }
    return try take(stepEntries, fork: "_step", and: hostValues)
  }

  /// Takes what a batch of an evaluation logged for itself, sorted by name: values for the loggers, of
  /// which callbacks do not hear.
  func takeBatchValues() throws -> [Value] {
    guard !stepEntries.isEmpty else { return [] }
    defer { stepEntries.removeAll(keepingCapacity: true) }
    return try take(stepEntries, fork: "_step", and: [], isNoted: false)
  }

  /// Takes the numbers of this process that were logged outside of a step.
  func takeHostValues() -> [Value] {
    defer { hostValues.removeAll(keepingCapacity: true) }
    note(hostValues)
    return hostValues
  }

  /// Forgets the numbers of this process of a step that is not logged.
  func forgetHostValues() {
    if !hostValues.isEmpty { hostValues.removeAll(keepingCapacity: true) }
  }

  /// Takes the values of the epoch, sorted by name, and starts the next.
  func takeEpochValues() throws -> [Value] {
    defer { epochEntries.removeAll(keepingCapacity: true) }
    return try take(epochEntries, fork: "_epoch", and: [])
  }

  /// Remembers values as the latest of their names.
  func note(_ values: [Value]) {
    guard !values.isEmpty else { return }
    for (name, value) in values {
      if let known = latest.firstIndex(where: { $0.name == name }) {
        latest[known].value = value
      } else {
        latest.append((name, value))
      }
    }
    latest.sort { $0.name.precedesInUTF8($1.name) }
  }

  /// Takes in values that wait on the device, so that the state is complete.
  func settle() throws(TrainingError) {
    for entry in epochEntries { try entry.accumulator.settle() }
  }

  private func take(
    _ entries: [Entry], fork: String, and others: [Value], isNoted: Bool = true
  ) throws -> [Value] {
    var logged = others
    var results = others
    for entry in entries {
      for (suffix, value) in try entry.accumulator.values() {
        let name = suffix.isEmpty ? entry.name : entry.name + suffix
        let written = entry.forks ? name + fork : name
        if entry.logger { logged.append((written, value)) }
        results.append((entry.forks && fork == "_epoch" ? name : written, value))
      }
    }
    if isNoted { note(results) }
    return logged.sorted { $0.name.precedesInUTF8($1.name) }
  }

  private func show(_ name: String) {
    if !progressNames.contains(name) { progressNames.append(name) }
  }

  private func accumulator(
    of value: LoggedValue, in entries: inout [Entry]
  ) -> Accumulator {
    let kind = Accumulator.Kind(value.quantity)
    let name = suffix.isEmpty ? value.name : value.name + suffix
    if let known = entries.first(where: { $0.name == name }) {
      precondition(
        known.accumulator.kind == kind,
        "'\(name)' is logged as \(known.accumulator.kind) and as \(kind)")
      return known.accumulator
    }
    let accumulator = Accumulator(kind, on: dispatcher)
    entries.append(
      Entry(
        name: name, forks: value.onStep && value.onEpoch, logger: value.logger,
        accumulator: accumulator))
    return accumulator
  }

  func save(to state: inout StateWriter) {
    state.group("epoch") { state in
      for entry in epochEntries {
        state.group(StatePath.component(entry.name)) { state in
          state.write("forks", entry.forks)
          state.write("logger", entry.logger)
          entry.accumulator.save(to: &state)
        }
      }
    }
    state.group("latest") { state in
      for (name, value) in latest { state.write(StatePath.component(name), value) }
    }
  }

  func restore(from state: StateReader) throws(StateError) {
    try state.group("epoch") { (state) throws(StateError) in
      for name in state.names {
        try state.group(name) { (state) throws(StateError) in
          let entry = Entry(
            name: StatePath.name(ofComponent: name), forks: try state.readBool("forks"),
            logger: try state.readBool("logger"),
            accumulator: Accumulator(try MetricLedger.kind(in: state), on: dispatcher))
          try entry.accumulator.restore(from: state)
          epochEntries.append(entry)
        }
      }
    }
    try state.group("latest") { (state) throws(StateError) in
      for name in state.names {
        latest.append((StatePath.name(ofComponent: name), try state.readDouble(name)))
      }
    }
  }

  private static func kind(in state: StateReader) throws(StateError) -> Accumulator.Kind {
    let text = try state.readText("reduction")
    guard let kind = Accumulator.Kind(rawValue: text) else {
      throw StateError(
        .invalidValue, path: state.path(of: "reduction"), expected: "mean, sum, min, max or metric",
        found: text)
    }
    return kind
  }
}
