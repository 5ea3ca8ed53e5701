import CPUDevice
import Devices
import ReferenceDevice
import RemoteDevice

/// A device in one configuration, to be held against the reference device.
struct Contestant {
  let name: String
  let device: any Device

  /// Numbers of threads that the contract must not notice.
  static let threadCounts = [1, 2, 3, 7]

  /// Every other device, in every configuration that this machine can run.
  static func everyone() throws -> [Contestant] {
    var contestants = [Contestant(name: "remote", device: RemoteDevice())]
    for instructionSet in InstructionSet.available {
      for threads in threadCounts {
        contestants.append(
          Contestant(
            name: "cpu, \(instructionSet.rawValue), threads \(threads)",
            device: try CPUDevice(threads: threads, instructionSet: instructionSet)))
      }
    }
    return contestants
  }

  /// The reference device, and one of each other kind of device.
  static func oneOfEachKind() throws -> [Contestant] {
    var contestants = [
      Contestant(name: "reference", device: ReferenceDevice()),
      Contestant(name: "remote", device: RemoteDevice()),
    ]
    for instructionSet in InstructionSet.available {
      contestants.append(
        Contestant(
          name: "cpu, \(instructionSet.rawValue)",
          device: try CPUDevice(threads: 2, instructionSet: instructionSet)))
    }
    return contestants
  }

  /// Computes a case and describes the first difference from what is expected, or returns nil.
  func difference(in conformanceCase: ConformanceCase, from expected: [HostArray]) -> String? {
    let found: [HostArray]
    do {
      found = try conformanceCase.run(on: device)
    } catch {
      return "\(name): \(error)"
    }
    for (number, (found, expected)) in zip(found, expected).enumerated() {
      if let index = found.firstDifference(from: expected, exact: conformanceCase.isExact) {
        return """
          \(name): \(conformanceCase.label): output \(number), element \(index) of \
          \(found.count) is \(found.hexadecimal(at: index)), expected \
          \(expected.hexadecimal(at: index))
          """
      }
    }
    return nil
  }
}
