import Devices
import NumericsContract

/// Operations on given inputs, to be computed by every device with the same bits.
struct ConformanceCase: Sendable {
  /// Where an output goes.
  enum Output: Sendable {
    /// Into an operand of its own.
    case fresh(ElementType, Int)
    /// Over input number i.
    case updated(Int)
  }

  /// Builds operations from the operands of the inputs and of the outputs.
  typealias Builder = @Sendable (_ inputs: [Operand], _ outputs: [Operand]) -> [Operation]

  let label: String
  let inputs: [HostArray]
  let outputs: [Output]
  /// Whether NaN payloads are compared too.
  let isExact: Bool
  let build: Builder

  init(
    _ label: String, _ inputs: [HostArray], into outputs: [Output], isExact: Bool = false,
    build: @escaping Builder
  ) {
    self.label = label
    self.inputs = inputs
    self.outputs = outputs
    self.isExact = isExact
    self.build = build
  }

  /// The operations alone, on operands of a device.
  func operations(on device: any Device) -> [Operation] {
    let bench = Bench(self, on: device)
    return build(bench.inputs.map(\.operand), bench.outputs.map(\.operand))
  }

  /// Computes the operations and returns the outputs.
  ///
  /// - Throws: `Trespass` when anything but the outputs was changed.
  func run(on device: any Device, replacing other: Builder? = nil) throws -> [HostArray] {
    let bench = Bench(self, on: device)
    let build = other ?? build
    for operation in build(bench.inputs.map(\.operand), bench.outputs.map(\.operand)) {
      device.perform(operation, at: Invocation(phase: .forward))
    }
    return try bench.results()
  }
}
