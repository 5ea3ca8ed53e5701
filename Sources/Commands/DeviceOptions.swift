import ArgumentParser
import Lockstep

/// Options that say what computes.
struct DeviceOptions: ParsableArguments {
  @Option(help: "Device: reference or cpu (default: cpu).")
  var device: String?

  @Option(help: "Threads of the device (default: 1).")
  var threads: Int?

  /// The device to compute on.
  ///
  /// - Parameter file: What a configuration file says, for what the command line leaves open.
  /// - Throws: `CommandError` or `DeviceError` naming a wrong value.
  func make(elseOf file: ExecutionOptions? = nil) throws -> any Device {
    let threads = threads ?? file?.threads ?? 1
    guard threads >= 1 else {
      throw CommandError("--threads \(threads): expected a whole number of at least 1")
    }
    return try DeviceCatalogue.make(device ?? file?.device ?? "cpu", threads: threads)
  }
}
