import Metrics
import NumericsContract
import Tensors

/// A metric over the batches of an epoch or the shards of a step.
///
/// Inputs wait on the device in groups. A restored metric is known by name only until the module logs it
/// again, which brings its type: so its leaves are kept as they are, and its values beside them for an
/// epoch that ends before.
final class MetricAccumulator {
  typealias Result = (suffix: String, value: Double)

  private static let limit = 16

  private var metric: (any Metric)?
  private var waiting: [[Tensor]] = []
  private var saved: [StateEntry] = []
  private var savedResults: [Result] = []

  /// Adds a batch.
  ///
  /// - Parameter prototype: The metric before any batch.
  func add(_ prototype: any LoggedMetric, _ inputs: [Tensor]) throws(TrainingError) {
    if metric == nil {
      guard let prototype = prototype as? any Metric else {
        preconditionFailure("\(type(of: prototype)) is no metric")
      }
      metric = try taken(into: prototype)
    }
    waiting.append(inputs)
    if waiting.count >= MetricAccumulator.limit { try settle() }
  }

  /// Takes in what waits on the device.
  func settle() throws(TrainingError) {
    do {
      for inputs in waiting { try metric?.update(inputs) }
    } catch {
      throw TrainingError(.device, "a metric could not read what was logged: \(error)")
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// The values so far.
  func values() throws(TrainingError) -> [Result] {
    try settle()
    return metric?.values ?? savedResults
  }

  private func taken<Taken: Metric>(into prototype: Taken) throws(TrainingError) -> any Metric {
    guard !saved.isEmpty else { return prototype }
    var metric = prototype
    do {
      let reader = StateReader(StateTree(saved))
      try reader.read("metric", into: &metric)
      try reader.finish()
    } catch {
      throw TrainingError(.mismatch, "a metric of the checkpoint does not fit this run: \(error)")
    }
    saved = []
    return metric
  }

  func save(to state: inout StateWriter) {
    precondition(waiting.isEmpty, "inputs of a metric wait while it is saved")
    state.group("values") { state in
      for (suffix, value) in metric?.values ?? savedResults {
        state.write(StatePath.component("value" + suffix), value)
      }
    }
    if let metric { MetricAccumulator.write(metric, to: &state) }
    for entry in saved {
      state.write(
        String(entry.path.dropFirst()), type: entry.type, shape: entry.shape, bytes: entry.bytes)
    }
  }

  private static func write(_ metric: some Metric, to state: inout StateWriter) {
    state.write("metric", metric)
  }

  func restore(from state: StateReader) throws(StateError) {
    try state.group("values") { (state) throws(StateError) in
      for name in state.names {
        let suffix = StatePath.name(ofComponent: name).dropFirst("value".count)
        savedResults.append((String(suffix), try state.readDouble(name)))
      }
    }
    try state.group("metric") { (state) throws(StateError) in
      saved = state.takeAll().map {
        StateEntry(path: "/metric" + $0.path, type: $0.type, shape: $0.shape, bytes: $0.bytes)
      }
    }
  }
}
