/// How a metric is found by its name.
enum MetricName {
  /// The value of a name; what an epoch made of a forked name is found with and without `_epoch`.
  static func value(
    _ name: String, in metrics: [(name: String, value: Double)]
  ) -> Double? {
    if let exact = metrics.first(where: { $0.name == name }) { return exact.value }
    guard name.hasSuffix("_epoch") else { return nil }
    let plain = name.dropLast("_epoch".count)
    return metrics.first { $0.name == plain }?.value
  }
}
