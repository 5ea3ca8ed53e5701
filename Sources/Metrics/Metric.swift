public import Devices
public import Tensors

/// A quantity of many batches whose state is exact: it merges in any order, to the same bits.
///
///     var accuracy = Accuracy(topK: 5)
///     for batch in batches { try accuracy.update([model(batch.inputs), batch.labels]) }
///     print(accuracy.values)
///
/// However the data is cut into batches and shards, and in whatever order these are merged, saved state
/// and values have the same bits (NUM-140, NUM-141). Most metrics are a formula over a statistic, see
/// `StatisticMetric`.
public protocol Metric: LoggedMetric {
  /// Kind and settings, such as `accuracy(topK: 5)`: metrics of one identity, and no others, merge.
  var identity: String { get }

  /// Takes in a batch; inputs are read from their device here, the only moment that waits.
  ///
  /// - Throws: `DeviceError` when earlier work failed; then the metric is as it was.
  mutating func update(_ inputs: [Tensor]) throws(DeviceError)

  /// Takes in what another metric of the same identity has seen.
  mutating func merge(_ other: Self)

  /// Results, each with what its name has at the end: `""` for the one value of most metrics.
  var values: [(suffix: String, value: Double)] { get }

  /// Writes the state, without the identity; see `StateWriter.write(_:_:)`.
  func save(to state: inout StateWriter)

  /// Takes back what `save` wrote.
  ///
  /// - Throws: `StateError` when no data leads to that state.
  mutating func restore(from state: StateReader) throws(StateError)
}

extension Metric {
  /// Takes in what another metric has seen, for who does not know the type of either.
  ///
  /// - Precondition: equal types and identities.
  public mutating func merge(any other: any Metric) {
    guard let other = other as? Self else {
      fatalError("\(identity) cannot take in what \(other.identity) has seen")
    }
    merge(other)
  }
}

extension StateWriter {
  /// Writes a metric at `name`: its identity, and its state beside it.
  public mutating func write(_ name: String, _ metric: some Metric) {
    group(name) { state in
      state.write("identity", text: metric.identity)
      state.group("state") { metric.save(to: &$0) }
    }
  }
}

extension StateReader {
  /// Takes the metric at `name` into one of the same identity.
  ///
  /// - Throws: `StateError` when the identities differ, or no data leads to the state.
  public func read(_ name: String, into metric: inout some Metric) throws(StateError) {
    var restored = metric
    try group(name) { (state) throws(StateError) in
      let found = try state.readText("identity")
      guard found == restored.identity else {
        throw StateError(
          .invalidValue, path: state.path(of: "identity"), expected: restored.identity,
          found: found)
      }
      try state.group("state") { (state) throws(StateError) in
        try restored.restore(from: state)
      }
    }
    metric = restored
  }
}
