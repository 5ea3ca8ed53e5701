import Devices
import NumericsContract
import Tensors

/// Computes gradients over S logical shards (NUM-021, NUM-027), and moves the model's running averages
/// after each micro-batch (NUM-113).
///
/// Each shard sums its own gradients; at the end the shards fold by adjacent pairs. Who computes a shard
/// cannot matter.
struct LogicalShards {
  let count: Int
  let dispatcher: Dispatcher
  let seed: UInt64
  var precision = Precision.single

  /// What a micro-batch is asked for.
  struct Pass {
    /// Ordinal of the micro-batch over the whole run.
    let microBatch: Int
    /// Whose gradients are wanted.
    let parameters: [Parameter]
    /// Nil for all parameters of the model: nothing else is tracked.
    var tracked: ParameterSet?
    /// One per shard, where several passes belong to a step.
    var counters: [CallCounter]?
    /// What gradients are multiplied by, so that small ones survive binary16 (NUM-125).
    var scale = 1.0
  }

  /// Gradients of several micro-batches, summed shard by shard.
  typealias Sums = [[Tensor?]?]

  /// No gradients yet.
  var noSums: Sums { Array(repeating: nil, count: count) }

  /// Goes forward and backward over a micro-batch and adds its gradients to `sums`.
  ///
  /// - Parameter step: Computes a shard's loss in a context.
  /// - Returns: The micro-batch's mean loss, a scalar on the device.
  func add(
    _ batch: TrainingBatch, _ pass: Pass, to sums: inout Sums, telling listener: ShardListener,
    step: (Batch, Context) throws -> Tensor
  ) throws -> Tensor {
    var shardLosses: [Tensor] = []
    var observations: [[Observation]] = []
    for (shard, rows) in batch.shards.enumerated() {
      guard let rows else { continue }
      let context = Context.training(
        on: dispatcher,
        at: .init(seed: seed, microBatch: UInt64(pass.microBatch), shard: UInt32(shard)),
        tracking: pass.tracked, counting: pass.counters?[shard] ?? CallCounter(),
        precision: precision)
      let loss = try dispatcher.during(.forward) { try step(rows, context) }
      let share = Double(rows.count) / Double(batch.count)
      try dispatcher.during(.backward) {
        try listener.beforeBackward(loss)
        let gradients = backward(
          loss, context, share: share * pass.scale, pass.parameters)
        sums[shard] = sums[shard].map { LogicalShards.sum($0, gradients) } ?? gradients
        try listener.afterBackward()
      }
      shardLosses.append(count == 1 ? loss.detached : loss.detached * share)
      observations.append(context.observations)
      try dispatcher.during(.update) { try listener.take(context.logged, samples: rows.count) }
    }
    return dispatcher.during(.update) {
      Observation.move(observations)
      guard let loss = SumOrder.foldAdjacentPairs(shardLosses, combine: { $0 + $1 }) else {
        preconditionFailure("a micro-batch without samples")
      }
      return loss
    }
  }

  /// The sums of all shards, folded; nil where no loss depended on a parameter.
  func folded(_ sums: Sums) -> [Tensor?] {
    SumOrder.foldAdjacentPairs(sums.compactMap { $0 }) { LogicalShards.sum($0, $1) } ?? []
  }

  private func backward(
    _ loss: Tensor, _ context: Context, share: Double, _ parameters: [Parameter]
  ) -> [Tensor?] {
    guard let tape = context.tape else { preconditionFailure("a training pass has a tape") }
    let seed = dispatcher.allocate(1, type: loss.type)
    dispatcher.perform(.fill(Fill(share, into: seed)))
    return tape.gradients(
      of: loss, startingFrom: Tensor(seed, shape: [], on: dispatcher), for: parameters)
  }

  /// Sums of two lists, element by element.
  static func sum(_ left: [Tensor?], _ right: [Tensor?]) -> [Tensor?] {
    zip(left, right).map { left, right in
      guard let left, let right else { return left ?? right }
      return left + right
    }
  }
}
