import Devices
public import Tensors

/// The mean of the weights after some steps, each with the same share (NUM-124).
///
/// The first average is a copy; then `average + (weight − average) ÷ RN32(k + 1)` after k averages.
///
/// - Reference: P. Izmailov et al., "Averaging weights leads to wider optima and better
///   generalization", 2018.
public final class StochasticWeightAverage: WeightAverage {
  private let start: Int
  private let interval: Int
  private var averages: AveragedTensors

  /// Describes the average.
  ///
  /// - Parameters:
  ///   - model: Bound to a device.
  ///   - start: The first step whose weights count.
  ///   - interval: Steps from one average to the next.
  ///   - includingBuffers: Whether buffers are averaged and exchanged too. Running statistics of the
  ///     averaged weights are neither the live nor the averaged ones; a pass over the training data finds
  ///     them.
  /// - Precondition: both counts are positive.
  public init(
    of model: Model, from start: Int, every interval: Int, includingBuffers: Bool = false
  ) {
    precondition(
      start >= 1 && interval >= 1, "weights averaged from step \(start) every \(interval) steps")
    self.start = start
    self.interval = interval
    averages = AveragedTensors(of: model, includingBuffers: includingBuffers)
  }

  public var updates: Int { averages.updates }

  public func update(afterStep step: Int) {
    guard step >= start, (step - start).isMultiple(of: interval) else { return }
    let count = Double(updates + 1)
    averages.move { .divide(DivideByConstant($0, by: count, into: $0)) }
  }

  public func swap() { averages.swap() }

  public func save(to state: inout StateWriter) { averages.save(to: &state) }

  public func restore(from state: StateReader) throws(StateError) {
    try averages.restore(from: state)
  }
}
