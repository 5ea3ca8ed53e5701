import CanonicalJSON
import Devices
import ReferenceDevice
import Tensors
import Testing
import Training

/// What profilers count; their clock is a counter here, and times are told apart by it.
@Suite("Profilers")
struct ProfilerTests {
  /// A clock that goes on by a second whenever somebody looks.
  private func ticking() -> () -> Duration {
    var seconds = 0
    return {
      seconds += 1
      return .seconds(seconds)
    }
  }

  @Test("parts and hooks are counted, and a part's time encloses what lies within")
  func parts() throws {
    let profiler = Profiler(now: ticking())
    var execution = Execution()
    execution.profiler = profiler
    try Trainer(
      TrainingPlan(seed: SmallTask.seed, maxEpochs: 2), device: ReferenceDevice(),
      execution: execution, callbacks: [LearningRateMonitor()]
    ).fit(SmallTask.sgd(), SmallTask.data)
    func row(_ name: String) -> Profiler.Row? { profiler.summary.first { $0.name == name } }
    #expect(row("fit")?.count == 1)
    #expect(row("step")?.count == 10)
    #expect(row("commit")?.count == 10)
    #expect(row("next batch")?.count == 10)
    #expect(row("validation")?.count == 2)
    #expect(row("save")?.count == 1)
    #expect(row("learningRateMonitor.onTrainBatchStart")?.count == 10)
    #expect(row("module.onTrainEpochStart")?.count == 2)
    #expect(row("module.onTrainEpochEnd")?.count == 2)
    #expect(profiler.summary.first?.name == "fit")
    let step = try #require(row("step")).total
    #expect(step > (try #require(row("next batch"))).total)
    let lines = profiler.table.split(separator: "\n")
    #expect(lines.count == profiler.summary.count + 1)
    #expect(Set(lines.map(\.count)).count == 1)
  }

  @Test("operations are counted by kind and phase, with the work that their shapes say")
  func operations() throws {
    let profiler = OperationProfiler(ReferenceDevice(), now: ticking())
    let dispatcher = Dispatcher(device: profiler)
    let a = Tensor([Float](repeating: 1, count: 6), shape: [2, 3], on: dispatcher)
    let b = Tensor([Float](repeating: 1, count: 12), shape: [3, 4], on: dispatcher)
    for _ in 0..<2 { #expect(try a.matmul(b).floats() == [Float](repeating: 3, count: 8)) }
    _ = a + a
    let product = try #require(profiler.summary.first)
    #expect(product.kind == "matmul")
    #expect(product.count == 2)
    #expect(product.operations == 2 * 2 * 2 * 3 * 4)
    #expect(product.bytes == 2 * 4 * (6 + 12 + 8))
    #expect(product.total == .seconds(2))
    #expect(profiler.summary.last?.operations == 6)
    #expect(profiler.table.hasPrefix("operation"))
  }

  @Test("a trace has an event for every part and every operation, in microseconds")
  func trace() throws {
    let parts = Profiler(now: ticking())
    let operations = OperationProfiler(ReferenceDevice(), now: ticking())
    var execution = Execution()
    execution.profiler = parts
    try Trainer(
      TrainingPlan(seed: SmallTask.seed, maxSteps: 2), device: operations, execution: execution
    ).fit(SmallTask.sgd(), SmallTask.data)
    let events = try #require(
      ChromeTrace.json(parts: parts, operations: operations)["traceEvents"]?.array)
    #expect(events.allSatisfy { $0["ph"] == "X" && ($0["dur"]?.number ?? 0) >= 1_000_000 })
    let products = events.filter { $0["name"]?.string?.hasPrefix("linear") ?? false }
    #expect(products.contains { $0["args"]?["layer"] == "hidden" && $0["args"]?["step"] == 2 })
    #expect(events.contains { $0["name"] == "step" && $0["tid"] == 1 })
  }

  @Test("RNG-008: a measured run has the weights of one that nobody measures")
  func weights() throws {
    let modules = [SmallTask.adamW(), SmallTask.adamW()]
    var execution = Execution()
    try Trainer(TrainingPlan(maxEpochs: 2), device: ReferenceDevice(), execution: execution)
      .fit(modules[0], SmallTask.data)
    execution.profiler = Profiler()
    try Trainer(
      TrainingPlan(maxEpochs: 2), device: OperationProfiler(ReferenceDevice()),
      execution: execution
    ).fit(modules[1], SmallTask.data)
    #expect(try modules[0].model.weights() == modules[1].model.weights())
  }
}
