import CPUDevice
import Devices
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing
import Training

/// The list of operations is the catalogue's, and tracing leaves no mark on a result.
@Suite("Tracing")
struct TracingTests {
  private func run(_ device: any Device) throws -> [[UInt32]] {
    let module = SmallTask.adamW()
    let plan = TrainingPlan(
      seed: SmallTask.seed, shards: 2, maxEpochs: 1, accumulateGradBatches: 2,
      gradientClipNorm: 0.5, logEveryNSteps: 1)
    try Trainer(plan, device: device).fit(module, SmallTask.data)
    return try module.model.weights()
  }

  @Test("NUM-032: the list of operations of a step is the same on every device, whatever it fuses")
  func lists() throws {
    let expected = TracingDevice(ReferenceDevice())
    let weights = try run(expected)
    #expect(expected.records.count > 300)
    for device in try SmallTask.devices() {
      let tracing = TracingDevice(device)
      #expect(tracing.name == device.name)
      #expect(try run(tracing) == weights, "traced \(device.name)")
      #expect(tracing.records == expected.records, "\(device.name)")
    }
    // The cpu device computes a linear layer in one go when nobody traces.
    #expect(try run(CPUDevice(threads: 2)) == weights)
    #expect(try run(RemoteDevice()) == weights)
  }

  @Test("NUM-032: records are primitive, numbered without gaps, and know step, phase and layer")
  func records() throws {
    let tracing = TracingDevice(try CPUDevice(threads: 1))
    _ = try run(tracing)
    #expect(!tracing.records.contains { $0.signature.hasPrefix("linear") })
    // 23 samples in batches of 5, two to a step: three steps.
    #expect(tracing.records.map(\.step).max() == 3)
    for step in 1...3 {
      let ordinals = tracing.records.filter { $0.step == step }.map(\.ordinal)
      #expect(ordinals == Array(0..<ordinals.count), "step \(step)")
    }
    let first = tracing.records.filter { $0.step == 1 }.prefix(3)
    #expect(
      first.map(\.description) == [
        "step 1 forward #0 hidden: matmul 2x6x5 bT", "step 1 forward #1 hidden: addRow 2x6",
        "step 1 forward #2 norm: layerNorm 2x6",
      ])
    let phases: [Invocation.Phase] = [.initialization, .forward, .backward, .update, .evaluation]
    for phase in phases {
      #expect(tracing.records.contains { $0.phase == phase }, "\(phase)")
    }
    for layer in ["hidden", "norm", "dropout", "scores"] {
      #expect(
        tracing.records.contains { $0.layer == layer && $0.phase == .backward }, "\(layer)")
    }
    tracing.removeRecords()
    #expect(tracing.records.isEmpty)
  }

  @Test("NUM-032: a composite counts as many primitive operations as it is performed in")
  func composites() throws {
    let tracing = TracingDevice(ReferenceDevice())
    let dispatcher = Dispatcher(device: tracing)
    let zeros = [Float](repeating: 0, count: 12)
    let x = Tensor(zeros, shape: [3, 4], on: dispatcher)
    let weight = Tensor(Array(zeros.prefix(8)), shape: [2, 4], on: dispatcher)
    let bias = Tensor([1, 2] as [Float], shape: [2], on: dispatcher)
    let output = try x.linear(weight: weight, bias: bias).floats()
    #expect(output == [1, 2, 1, 2, 1, 2])
    #expect(tracing.records.map(\.signature) == ["matmul 3x2x4 bT", "addRow 3x2"])
    #expect(tracing.records.map(\.ordinal) == [0, 1])
    #expect(dispatcher.invocation.ordinal == 2)
  }
}
