import ArgumentParser
import CanonicalJSON
import Lockstep

/// Options of a command that tries out a task without a run.
struct TaskOptions: ParsableArguments {
  @Argument(help: "Name of a task; train --list shows them.")
  var task: String?

  @Option(help: "YAML file with the map run:, as train --print-config prints it.")
  var config: String?

  @Option(help: "File with data of your own, for a task that reads one.")
  var data: String?

  @Option(help: "Device: reference or cpu (default: cpu).")
  var device = "cpu"

  @Option(help: "Threads of the device (default: 1).")
  var threads = 1

  @OptionGroup(title: "What to train (run:)")
  var plan: RunOptions

  /// The task with its complete configuration.
  ///
  /// - Throws: an error that names the option or key.
  func resolve() throws -> (task: any ModuleTask.Type, configuration: RunConfiguration) {
    let file = try config.map { path in
      try ConfigurationFile(text: TextFile.read(path), named: path)
    }
    let tasks = CommandLineTool.current.tasks
    guard let name = task ?? file?.run?["task"]?.string ?? (tasks.count == 1 ? tasks[0].name : nil)
    else {
      throw CommandError(
        "which task? name one of: " + tasks.map { $0.name }.joined(separator: ", ")
          + " (or give --config)")
    }
    let task = try CommandLineTool.current.moduleTask(named: name)
    var configuration = RunConfiguration(defaults: task.defaults)
    if let run = file?.run { try configuration.merge(run) }
    try plan.apply(to: &configuration)
    if let data {
      guard task.readsDataFile else {
        throw CommandError("--data: \(task.name) brings its own data")
      }
      configuration.dataFile = RunDirectory.absolute(data)
    }
    try task.resolve(&configuration)
    return (task, configuration)
  }

  /// The device to compute on.
  ///
  /// - Throws: `CommandError` or `DeviceError` naming a wrong value.
  func makeDevice() throws -> any Device {
    guard threads >= 1 else {
      throw CommandError("--threads \(threads): expected a whole number of at least 1")
    }
    return try DeviceCatalogue.make(device, threads: threads)
  }
}
