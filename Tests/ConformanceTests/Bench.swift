import Devices
import NumericsContract

/// The operands of one case on one device.
struct Bench {
  /// Places within a storage, so that operands are aligned differently from case to case.
  private static let places = [0, 3, 16, 1]

  let inputs: [GuardedOperand]
  let outputs: [GuardedOperand]
  private let device: any Device
  private let conformanceCase: ConformanceCase

  init(_ conformanceCase: ConformanceCase, on device: any Device) {
    self.device = device
    self.conformanceCase = conformanceCase
    // The label decides, so that the same case has the same places on every device.
    let salt = conformanceCase.label.utf8.count
    func place(_ content: HostArray, _ number: Int) -> GuardedOperand {
      GuardedOperand(content, leading: Self.places[(number + salt) % 4], on: device)
    }
    let inputs = conformanceCase.inputs.enumerated().map { place($1, $0) }
    self.inputs = inputs
    outputs = conformanceCase.outputs.enumerated().map { number, output in
      switch output {
      case .updated(let index): inputs[index]
      case .fresh(let type, let count):
        place(
          HostArray(type, bytes: [UInt8](repeating: 0xC3, count: count * type.byteCount)),
          number + conformanceCase.inputs.count)
      }
    }
  }

  /// Reads the outputs, and makes sure that nothing else was written.
  func results() throws -> [HostArray] {
    let updated = conformanceCase.outputs.compactMap { output -> Int? in
      if case .updated(let index) = output { index } else { nil }
    }
    for (index, input) in inputs.enumerated() where !updated.contains(index) {
      let (content, whole) = try input.content(on: device)
      let before = conformanceCase.inputs[index]
      if !whole || content.firstDifference(from: before, exact: true) != nil {
        throw Trespass(
          description: "\(conformanceCase.label): input \(index) or memory around it was written")
      }
    }
    return try outputs.enumerated().map { index, output in
      let (content, whole) = try output.content(on: device)
      if !whole {
        throw Trespass(
          description: "\(conformanceCase.label): memory around output \(index) was written")
      }
      return content
    }
  }
}
