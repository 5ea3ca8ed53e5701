public import Devices
public import Tensors

/// A metric that is a formula over a statistic: counts or exact sums that say all it needs.
public protocol StatisticMetric: Metric {
  /// What is counted or summed.
  associatedtype Statistic: MetricStatistic

  /// What was counted or summed so far.
  var statistic: Statistic { get set }
}

extension StatisticMetric {
  /// Lets the statistic take in the inputs.
  public mutating func update(_ inputs: [Tensor]) throws(DeviceError) {
    try statistic.add(MetricInputs(inputs, of: identity))
  }

  /// Adds the other statistic.
  ///
  /// - Precondition: equal identities.
  public mutating func merge(_ other: Self) {
    precondition(
      identity == other.identity, "\(identity) cannot take in what \(other.identity) has seen")
    statistic.merge(other.statistic)
  }

  /// Writes the statistic.
  public func save(to state: inout StateWriter) {
    statistic.save(to: &state)
  }

  /// Takes the statistic back.
  public mutating func restore(from state: StateReader) throws(StateError) {
    try statistic.restore(from: state)
  }
}
