public import Tensors

/// Averages of a model's weights, beside the training and without influence on it (NUM-124).
///
/// After each step whoever trains calls `update`; for a validation or a file of its own, `withAverages`
/// puts the averages into the model's place.
public protocol WeightAverage: Stateful {
  /// Averages taken so far.
  var updates: Int { get }

  /// Takes a completed step into account if it is due.
  ///
  /// - Parameter step: 1 for the first.
  /// - Precondition: the live values are in place.
  func update(afterStep step: Int)

  /// Exchanges averages and live values; nothing happens before the first average.
  ///
  /// - Precondition: exchanged back before anything trains, is saved or restored.
  func swap()
}

extension WeightAverage {
  /// Runs `body` with the averages in the model's place.
  public func withAverages<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    swap()
    defer { swap() }
    return try body()
  }
}
