import ArgumentParser
import Lockstep

/// Under which conditions a run is executed again: every combination must give the same bits.
struct RerunOptions: ParsableArguments {
  @Option(help: "Numbers of threads, separated by commas (default: 1).")
  var threads: String?

  @Option(help: "Devices, separated by commas: reference, cpu (default: cpu).")
  var devices: String?

  @Option(
    help: "File with the data of your own that the run was trained on (default: where it was).")
  var data: String?

  /// One way to execute.
  struct Condition: Sendable {
    let device: String
    let threads: Int
  }

  /// All combinations; the reference device has one thread.
  ///
  /// - Throws: `CommandError` or `DeviceError` naming the wrong word.
  func conditions() throws -> [Condition] {
    var numbers: [Int] = []
    for word in (threads ?? "1").split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = Int(word), number >= 1 else {
        throw CommandError(
          "--threads \(threads ?? ""): expected numbers of at least 1 separated by commas")
      }
      numbers.append(number)
    }
    var conditions: [Condition] = []
    for word in (devices ?? "cpu").split(separator: ",", omittingEmptySubsequences: false) {
      let device = try DeviceCatalogue.make(String(word), threads: 1)
      for number in device.name == "reference" ? [1] : numbers {
        conditions.append(Condition(device: device.name, threads: number))
      }
    }
    return conditions
  }

  /// Refuses the options without `--rerun`, where they would do nothing.
  func requireUnset() throws(CommandError) {
    if threads != nil || devices != nil || data != nil {
      throw CommandError("--threads, --devices and --data say how to run again: add --rerun")
    }
  }
}
