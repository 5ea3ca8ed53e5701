public import CPUDevice
public import Devices
public import ReferenceDevice

/// The devices of this build, by their names on the command line.
public enum DeviceCatalogue {
  /// Names, in the order of listings.
  public static let names = ["reference", "cpu"]

  /// Makes a device.
  ///
  /// - Parameters:
  ///   - name: One of `names`.
  ///   - threads: Threads of a device that uses several.
  ///   - instructionSet: Name of an instruction set, or nil for the best one here.
  /// - Throws: `DeviceError` that says which there are.
  public static func make(
    _ name: String, threads: Int, instructionSet: String? = nil
  ) throws(DeviceError) -> any Device {
    switch name {
    case "reference": return ReferenceDevice()
    case "cpu":
      return try CPUDevice(
        threads: threads, instructionSet: try instructionSet.map(Self.instructionSet))
    default:
      throw DeviceError(
        .unknownDevice,
        "there is no device '\(name)' here; there are \(names.joined(separator: " and "))")
    }
  }

  /// The instruction set of a name, if this processor has it.
  ///
  /// - Throws: `DeviceError` that says which there are.
  public static func instructionSet(_ name: String) throws(DeviceError) -> InstructionSet {
    guard let set = InstructionSet(rawValue: name) else {
      throw DeviceError(
        .unsupportedInstructionSet,
        "there is no instruction set '\(name)'; this processor has "
          + InstructionSet.available.map(\.rawValue).joined(separator: ", "))
    }
    return set
  }
}

extension Device where Self == CPUDevice {
  /// The processor's cores, with the best instruction set it has.
  ///
  /// - Precondition: at least one thread, and a processor that passes the start-up probes.
  public static func cpu(threads: Int = 1) -> CPUDevice {
    do {
      return try CPUDevice(threads: threads, instructionSet: nil)
    } catch {
      fatalError("\(error)")
    }
  }
}

extension Device where Self == ReferenceDevice {
  /// Scalar code that reads like the contract; slow.
  public static var reference: ReferenceDevice { ReferenceDevice() }
}
