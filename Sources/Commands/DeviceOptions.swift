import ArgumentParser
import Lockstep

/// Options that say what computes.
struct DeviceOptions: ParsableArguments {
  @Option(help: "Device: reference or cpu (default: cpu).")
  var device = "cpu"

  @Option(help: "Threads of the device (default: 1).")
  var threads = 1

  /// The device to compute on.
  ///
  /// - Throws: `CommandError` or `DeviceError` naming a wrong value.
  func make() throws -> any Device {
    guard threads >= 1 else {
      throw CommandError("--threads \(threads): expected a whole number of at least 1")
    }
    return try DeviceCatalogue.make(device, threads: threads)
  }
}
