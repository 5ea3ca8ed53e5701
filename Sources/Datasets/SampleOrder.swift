/// The order in which the samples of an epoch are visited.
public protocol SampleOrder: Sendable {
  /// Number of samples in an epoch.
  var count: Int { get }

  /// Returns the indices in the whole dataset of the samples of `epoch`, first to last.
  func samples(inEpoch epoch: Int) -> [Int32]
}
