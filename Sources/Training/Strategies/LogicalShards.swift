import Datasets
import Devices
import NumericsContract
import Tensors

/// Computes the gradient of an accumulation window over S logical shards (NUM-021, NUM-027), and moves
/// the model's running averages after each micro-batch (NUM-113).
///
/// Shard s holds the rows ⌊sB/S⌋ ..< ⌊(s+1)B/S⌋ of each micro-batch and sums its own gradients over
/// the window; at its end the shards fold by adjacent pairs. Who computes a shard cannot matter.
struct LogicalShards {
  let count: Int
  let dispatcher: Dispatcher

  /// What a window gives.
  struct WindowResult {
    /// One per parameter; nil where the loss does not depend on it.
    let gradients: [Tensor?]
    /// Mean loss of the window, a scalar on the device.
    let loss: Tensor
  }

  /// Trains over the micro-batches of a window.
  ///
  /// - Parameters:
  ///   - window: Micro-batches in order; at least one.
  ///   - firstMicroBatch: Ordinal of the first over the whole run.
  ///   - step: Computes a shard's loss in a context.
  ///   - logged: Receives what a shard logged, with its number of samples.
  func gradients(
    of window: [HostBatch], firstMicroBatch: Int, seed: UInt64, parameters: [Parameter],
    step: (Batch, Context) -> Tensor, logged: ([LoggedValue], Int) -> Void
  ) -> WindowResult {
    var accumulators = [[Tensor?]?](repeating: nil, count: count)
    var loss: Tensor?
    for (offset, batch) in window.enumerated() {
      var shardLosses: [Tensor] = []
      var observations: [[Observation]] = []
      for shard in 0..<count {
        let rows = shard * batch.count / count..<(shard + 1) * batch.count / count
        guard !rows.isEmpty else { continue }
        let context = Context.training(
          on: dispatcher,
          at: .init(
            seed: seed, microBatch: UInt64(firstMicroBatch + offset), shard: UInt32(shard)))
        let shardLoss = dispatcher.during(.forward) {
          step(Batch(batch, rows: rows, on: dispatcher), context)
        }
        dispatcher.during(.backward) {
          let gradients = backward(
            shardLoss, context, share: Double(rows.count) / Double(batch.count), parameters)
          accumulators[shard] = add(gradients, to: accumulators[shard])
        }
        shardLosses.append(
          count == 1
            ? shardLoss.detached
            : shardLoss.detached * (Double(rows.count) / Double(batch.count)))
        observations.append(context.observations)
        dispatcher.during(.update) { logged(context.logged, rows.count) }
      }
      dispatcher.during(.update) {
        Observation.move(observations)
        loss = LogicalShards.sum(
          loss, SumOrder.foldAdjacentPairs(shardLosses) { $0 + $1 })
      }
    }
    guard let loss else { preconditionFailure("an accumulation window without samples") }
    return dispatcher.during(.update) {
      finish(accumulators.compactMap { $0 }, loss: loss, microBatches: window.count)
    }
  }

  private func backward(
    _ loss: Tensor, _ context: Context, share: Double, _ parameters: [Parameter]
  ) -> [Tensor?] {
    guard let tape = context.tape else { preconditionFailure("a training pass has a tape") }
    let seed = dispatcher.allocate(1)
    dispatcher.perform(.fill(Fill(share, into: seed)))
    return tape.gradients(
      of: loss, startingFrom: Tensor(seed, shape: [], on: dispatcher), for: parameters)
  }

  private func add(_ gradients: [Tensor?], to sums: [Tensor?]?) -> [Tensor?] {
    guard let sums else { return gradients }
    return zip(sums, gradients).map { LogicalShards.sum($0, $1) }
  }

  private func finish(
    _ shards: [[Tensor?]], loss: Tensor, microBatches: Int
  ) -> WindowResult {
    let folded =
      SumOrder.foldAdjacentPairs(shards) { left, right in
        zip(left, right).map { LogicalShards.sum($0, $1) }
      } ?? []
    guard microBatches > 1 else { return WindowResult(gradients: folded, loss: loss) }
    return WindowResult(
      gradients: folded.map { $0?.divided(by: microBatches) },
      loss: loss.divided(by: microBatches))
  }

  private static func sum(_ left: Tensor?, _ right: Tensor?) -> Tensor? {
    guard let left, let right else { return left ?? right }
    return left + right
  }
}
