public import Devices
public import Tensors

/// Counts and exact sums over samples, which add up in any order to the same bits (NUM-140).
public protocol MetricStatistic: Sendable {
  /// Takes in a batch.
  mutating func add(_ inputs: MetricInputs) throws(DeviceError)

  /// Takes in what another statistic with the same settings holds.
  mutating func merge(_ other: Self)

  /// Writes the counts and sums.
  func save(to state: inout StateWriter)

  /// Takes back what `save` wrote.
  ///
  /// - Throws: `StateError` when no data leads to such counts and sums.
  mutating func restore(from state: StateReader) throws(StateError)
}
