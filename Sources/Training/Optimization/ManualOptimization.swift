import Devices
import NumericsContract
import Optimizers
import Tensors

/// A step is a batch on which at least one optimizer stepped, as the module decides.
///
/// Batches on which none did belong to the step that follows. If an epoch ends with such batches, they
/// count as a step of their own: every commit point has a number of its own.
final class ManualOptimization<Module: ManualTrainingModule>: OptimizationLoop,
  ManualStep.ManualSteps
{
  let optimizers: [NamedOptimizer]
  private let module: Module
  private let context: OptimizationContext
  private let schedulers: [LearningRateScheduler]
  private var pending: [PendingGradients]

  private struct Current {
    let batch: TrainingBatch
    let microBatch: Int
    let counters: [CallCounter]
    var hasStepped = false
    var loss: Tensor?
  }
  private var current: Current?

  init(_ module: Module, _ context: OptimizationContext) {
    self.module = module
    self.context = context
    optimizers = module.configureOptimizers()
    let model = context.run.model
    var owners: [ObjectIdentifier: String] = [:]
    pending = []
    for (index, entry) in optimizers.enumerated() {
      precondition(
        !optimizers[..<index].contains { $0.name == entry.name },
        "two optimizers are named '\(entry.name)'")
      let parameters = entry.part.map { model.parameters(of: $0) } ?? model.parameters
      for parameter in parameters {
        if let owner = owners.updateValue(entry.name, forKey: ObjectIdentifier(parameter)) {
          preconditionFailure(
            "'\(parameter.path)' is updated by the optimizers '\(owner)' and '\(entry.name)'")
        }
      }
      entry.optimizer.prepare(parameters)
      pending.append(
        PendingGradients(
          parameters: parameters, tracked: ParameterSet(parameters), sums: context.shards.noSums))
    }
    schedulers = optimizers.map { $0.scheduler.scheduler(for: $0.optimizer) }
  }

  func train(step: Int, next: () throws -> TrainingBatch?) throws -> StepOutcome? {
    let run = context.run
    var digests: [SHA256Digest] = []
    var loss: Tensor?
    context.listener.isLogged = step.isMultiple(of: run.plan.logEveryNSteps)
    while let batch = try next() {
      current = Current(
        batch: batch, microBatch: run.microBatch + digests.count,
        counters: (0..<context.shards.count).map { _ in CallCounter() })
      try module.trainingStep(ManualStep(run, batch: batch.ordinal, self))
      let (hasStepped, lastLoss) = (current?.hasStepped ?? false, current?.loss)
      current = nil
      digests.append(batch.digest)
      loss = lastLoss ?? loss
      try context.hooks("onTrainBatchEnd") {
        try $0.onTrainBatchEnd(run, batch: batch.ordinal, loss: lastLoss)
      }
      if hasStepped { break }
    }
    return digests.isEmpty ? nil : StepOutcome(batches: digests, loss: loss)
  }

  func backward(
    _ names: [String], _ loss: (Batch, Context) throws -> Tensor
  ) throws -> Tensor {
    guard let current else {
      preconditionFailure("backward(\(names)) outside of trainingStep")
    }
    let chosen = names.map(index)
    precondition(!chosen.isEmpty, "backward without an optimizer's name")
    let parameters = chosen.flatMap { pending[$0].parameters }
    var sums = context.shards.noSums
    let value = try context.shards.add(
      current.batch,
      LogicalShards.Pass(
        microBatch: current.microBatch, parameters: parameters,
        tracked: chosen.count == 1 ? pending[chosen[0]].tracked : ParameterSet(parameters),
        counters: current.counters),
      to: &sums, telling: context.listener, step: loss)
    context.run.dispatcher.during(.backward) { distribute(sums, to: chosen) }
    self.current?.loss = value
    return value
  }

  /// Gives each optimizer its part of the gradients, shard by shard.
  private func distribute(_ sums: LogicalShards.Sums, to chosen: [Int]) {
    for (shard, gradients) in sums.enumerated() {
      guard let gradients else { continue }
      var start = 0
      for index in chosen {
        let part = Array(gradients[start..<start + pending[index].parameters.count])
        start += part.count
        pending[index].sums[shard] =
          pending[index].sums[shard].map { LogicalShards.sum($0, part) } ?? part
      }
    }
  }

  func update(_ name: String, clipNorm: Double?) throws {
    let index = index(name)
    try context.run.dispatcher.during(.update) {
      var gradients = context.shards.folded(pending[index].sums)
      if gradients.isEmpty {
        gradients = Array(repeating: nil, count: pending[index].parameters.count)
      }
      let optimizer = optimizers[index].optimizer
      try context.hooks("onBeforeOptimizerStep") {
        try $0.onBeforeOptimizerStep(context.run, optimizer, gradients: gradients)
      }
      if let maximum = clipNorm,
        let clipped = GradientClipping(maximum: maximum).clip(gradients)
      {
        gradients = clipped.gradients
      }
      optimizer.step(gradients)
      schedulers[index].advance()
      pending[index].sums = context.shards.noSums
      current?.hasStepped = true
    }
  }

  func zeroGrad(_ name: String) throws {
    let index = index(name)
    try context.hooks("onBeforeZeroGrad") {
      try $0.onBeforeZeroGrad(context.run, optimizers[index].optimizer)
    }
    pending[index].sums = context.shards.noSums
  }

  func optimizer(_ name: String) -> any Optimizer { optimizers[index(name)].optimizer }

  private func index(_ name: String) -> Int {
    guard let index = optimizers.firstIndex(where: { $0.name == name }) else {
      let names = optimizers.map(\.name).joined(separator: ", ")
      preconditionFailure("no optimizer is named '\(name)'; there are \(names)")
    }
    return index
  }

  func endEpoch() throws {
    for scheduler in schedulers { try scheduler.endEpoch(context.run) }
  }

  func steps(at position: LoopPosition, batchesPerEpoch: Int?) -> ClosedRange<Int> {
    // Each epoch has at least one step, and none more steps than batches.
    let least = position.epoch + (position.batch > 0 ? 1 : 0)
    return least...max(least, position.microBatch)
  }

  func save(to state: inout StateWriter) {
    state.group("optimizer") { state in
      for entry in optimizers {
        state.group(entry.name) { entry.optimizer.save(to: &$0) }
      }
    }
    state.group("scheduler") { state in
      for (entry, scheduler) in zip(optimizers, schedulers) {
        state.group(entry.name) { scheduler.save(to: &$0) }
      }
    }
    guard pending.contains(where: { !$0.isEmpty }) else { return }
    state.group("gradients") { state in
      for (entry, gradients) in zip(optimizers, pending) where !gradients.isEmpty {
        state.group(entry.name) { gradients.save(to: &$0) }
      }
    }
  }

  func restore(from state: StateReader, step: Int, epoch: Int) throws(StateError) {
    try state.group("optimizer") { (state) throws(StateError) in
      for entry in optimizers {
        try state.group(entry.name) { (state) throws(StateError) in
          try entry.optimizer.restore(from: state)
        }
      }
    }
    try state.group("scheduler") { (state) throws(StateError) in
      for (entry, scheduler) in zip(optimizers, schedulers) {
        try state.group(entry.name) { (state) throws(StateError) in
          try scheduler.restore(from: state)
          try scheduler.check(epoch: epoch, in: state)
        }
      }
    }
    let dispatcher = context.run.dispatcher
    try state.group("gradients") { (state) throws(StateError) in
      for index in optimizers.indices {
        try state.group(optimizers[index].name) { (state) throws(StateError) in
          try pending[index].restore(from: state, on: dispatcher)
        }
      }
    }
  }
}
