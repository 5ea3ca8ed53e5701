import CanonicalJSON
import Datasets
import Devices
import NumericsContract
import Optimizers
import ReferenceDevice
import Tensors
import Testing

@testable import Training

/// Shards and accumulation, computed by hand from the text of NUM-021 and NUM-027.
@Suite("Logical shards")
struct LogicalShardTests {
  private static let rate = 0.1

  /// What a window gives by hand: binary32 arithmetic in Swift on the gradients of single shards.
  private struct ByHand {
    var gradients: [[Float]]
    var loss: Float
  }

  /// Sum of arrays, element by element.
  private func add(_ left: [Float], _ right: [Float]) -> [Float] {
    zip(left, right).map { $0 + $1 }
  }

  /// ((a + b) + (c + d)) + e for five summands.
  private func fold<Value>(_ values: [Value], _ combine: (Value, Value) -> Value) -> Value {
    if values.count == 1 { return values[0] }
    let pairs = stride(from: 0, to: values.count, by: 2).map { first in
      first + 1 < values.count ? combine(values[first], values[first + 1]) : values[first]
    }
    return fold(pairs, combine)
  }

  private func window(
    _ batches: [HostBatch], shards: Int, firstMicroBatch: Int, module: SmallTask.Module<SGD>,
    model: Model, on dispatcher: Dispatcher
  ) throws -> ByHand {
    var sums = [[[Float]]?](repeating: nil, count: shards)
    var loss: Float?
    for (offset, batch) in batches.enumerated() {
      let width = SmallTask.features
      var shardLosses: [Float] = []
      for shard in 0..<shards {
        let (first, end) = (
          shard * batch.count / shards, (shard + 1) * batch.count / shards
        )
        if first == end { continue }
        let context = Context.training(
          on: dispatcher,
          at: .init(
            seed: SmallTask.seed, microBatch: UInt64(firstMicroBatch + offset),
            shard: UInt32(shard)))
        let shardLoss = module.trainingStep(
          Batch(
            inputs: Tensor(
              Array(batch.inputs.floats[first * width..<end * width]), shape: [end - first, width],
              on: dispatcher),
            labels: Tensor(
              Array(batch.labels.integers[first..<end]), shape: [end - first], on: dispatcher)),
          context)
        let share = Float(Double(end - first) / Double(batch.count))
        let gradients = try #require(context.tape).gradients(
          of: shardLoss, startingFrom: Tensor([share], shape: [], on: dispatcher),
          for: model.parameters
        ).map { try #require($0).floats() }
        sums[shard] = sums[shard].map { zip($0, gradients).map { add($0, $1) } } ?? gradients
        shardLosses.append(try shardLoss.floats()[0] * share)
      }
      let reported = fold(shardLosses) { $0 + $1 }
      loss = loss.map { $0 + reported } ?? reported
    }
    var gradients = fold(sums.compactMap { $0 }) { left, right in
      zip(left, right).map { add($0, $1) }
    }
    var total = try #require(loss)
    if batches.count > 1 {
      let count = Float(batches.count)
      gradients = gradients.map { $0.map { $0 / count } }
      total /= count
    }
    return ByHand(gradients: gradients, loss: total)
  }

  private func batches(epoch: Int) throws -> [HostBatch] {
    let split = Split(
      count: SmallTask.dataset.count, validationFraction: SmallTask.validationFraction,
      seed: SmallTask.seed)
    let epoch = EpochBatches(
      of: SmallTask.dataset, order: ShuffledOrder(split.training, seed: SmallTask.seed),
      plan: BatchPlan(batchSize: SmallTask.batchSize), seed: SmallTask.seed, epoch: epoch)
    return try (0..<epoch.count).map { try epoch.batch($0) }
  }

  /// Weights after two epochs of SGD whose arithmetic is all here.
  private func weightsByHand(shards: Int, accumulating: Int) throws -> [[UInt32]] {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let module = SmallTask.sgd(logging: 0)
    let model = Model(module.model, on: dispatcher, seed: SmallTask.seed)
    var microBatch = 0
    for epoch in 0..<2 {
      let batches = try batches(epoch: epoch)
      try #require(batches.map(\.count) == [5, 5, 5, 5, 3])
      for start in stride(from: 0, to: batches.count, by: accumulating) {
        let window = Array(batches[start..<min(start + accumulating, batches.count)])
        let result = try self.window(
          window, shards: shards, firstMicroBatch: microBatch, module: module, model: model,
          on: dispatcher)
        microBatch += window.count
        for (parameter, gradient) in zip(model.parameters, result.gradients) {
          let updated = zip(try parameter.value.floats(), gradient).map {
            $0.addingProduct(-Float(Self.rate), $1)
          }
          parameter.value.overwrite(
            with: updated.flatMap { LittleEndian.bytes(of: $0.bitPattern) })
        }
      }
    }
    return try module.model.weights()
  }

  @Test(
    "NUM-027, NUM-021: S = 1 … 4 and windows of 1 and 3 (the last of 2) are the sums of the text",
    arguments: [1, 2, 3, 4], [1, 3])
  func weights(shards: Int, accumulating: Int) throws {
    let expected = try weightsByHand(shards: shards, accumulating: accumulating)
    for device in try SmallTask.devices() {
      let module = SmallTask.sgd()
      let plan = TrainingPlan(
        seed: SmallTask.seed, shards: shards, maxEpochs: 2,
        accumulateGradBatches: GradientAccumulationScheduler(accumulating))
      let result = try Trainer(plan, device: device).fit(module, SmallTask.data)
      #expect(result.step == (accumulating == 1 ? 10 : 4))
      #expect(try module.model.weights() == expected, "\(device.name)")
    }
  }

  @Test("NUM-027: the number of shards is part of the result, the last window's size too")
  func difference() throws {
    let all = try [(1, 1), (2, 1), (3, 1), (1, 3), (2, 3)].map {
      try weightsByHand(shards: $0.0, accumulating: $0.1)
    }
    for (index, weights) in all.enumerated() {
      for other in all[..<index] { #expect(weights != other) }
    }
  }

  @Test(
    "NUM-027, NUM-021: a window's gradients and reported loss, with a shard that has no rows",
    arguments: [1, 2, 3, 4, 7])
  func windows(shards: Int) throws {
    let batches = try batches(epoch: 1)
    for range in [0..<1, 4..<5, 0..<3, 3..<5] {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let module = SmallTask.sgd(logging: 0)
      let model = Model(module.model, on: dispatcher, seed: SmallTask.seed)
      let expected = try window(
        Array(batches[range]), shards: shards, firstMicroBatch: 5 + range.lowerBound,
        module: module, model: model, on: dispatcher)
      let found = Gradients()
      let outcome = try optimization(
        module, model, shards: shards, windowOf: range.count, startingAt: 5 + range.lowerBound,
        telling: found, on: dispatcher
      ).train(step: 1) { [batches] in
        defer { found.given += 1 }
        guard found.given < range.count else { return nil }
        let batch = batches[range.lowerBound + found.given]
        return TrainingBatch(
          HostTrainingBatch(first: batch, others: [], loader: 0, ordinal: batch.ordinal),
          isLast: false, shards: shards, on: dispatcher, precision: .single)
      }
      let loss = try outcome?.loss?.floats()
      #expect(loss?.map(\.bitPattern) == [expected.loss.bitPattern], "\(range)")
      let gradients = try found.latest.map { try #require($0).floats().map(\.bitPattern) }
      #expect(gradients == expected.gradients.map { $0.map(\.bitPattern) }, "\(range)")
    }
  }

  /// Keeps the gradients that an optimizer is about to get.
  private final class Gradients: Callback {
    let name = "gradients"
    let configuration: JSONValue? = nil
    var latest: [Tensor?] = []
    var given = 0

    func onBeforeOptimizerStep(_ run: Run, _: any Optimizer, gradients: [Tensor?]) {
      latest = gradients
    }
  }

  private func optimization(
    _ module: SmallTask.Module<SGD>, _ model: Model, shards: Int, windowOf count: Int,
    startingAt microBatch: Int, telling callback: any Callback, on dispatcher: Dispatcher
  ) -> AutomaticOptimization<SmallTask.Module<SGD>> {
    let run = Run(
      plan: TrainingPlan(accumulateGradBatches: GradientAccumulationScheduler(count)),
      model: model, dispatcher: dispatcher, stage: .fit,
      summary: RunSummary(
        parameters: [], trainingSamples: 0, validationSamples: 0, stepsPerEpoch: 0,
        plannedSteps: nil, completedSteps: 0),
      output: nil)
    run.position.microBatch = microBatch
    return AutomaticOptimization(
      module,
      OptimizationContext(
        run: run, hooks: HookList(callbacks: [callback], module: module),
        shards: LogicalShards(count: shards, dispatcher: dispatcher, seed: SmallTask.seed)))
  }
}
