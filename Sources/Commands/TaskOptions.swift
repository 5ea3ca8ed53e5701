import ArgumentParser
import CanonicalJSON
import Lockstep

/// Options of a command that tries out a task without a run.
struct TaskOptions: ParsableArguments {
  @Argument(help: "Name of a task; train --list shows them.")
  var task: String?

  @Option(
    help: """
      YAML file as train --print-config prints it: the map run:, and of execution: data, device and threads.
      """)
  var config: String?

  @Option(help: "File with data of your own, for a task that reads one.")
  var data: String?

  @OptionGroup var device: DeviceOptions

  @OptionGroup(title: "What to train (run:)")
  var plan: RunOptions

  /// What is tried out.
  struct Subject {
    let task: any ModuleTask.Type
    let configuration: RunConfiguration
    let device: any Device
  }

  /// The task with its complete configuration, and the device.
  ///
  /// - Throws: an error that names the option or key.
  func resolve() throws -> Subject {
    let file = try config.map { path in
      try ConfigurationFile(text: TextFile.read(path), named: path)
    }
    var execution = try ExecutionOptions.parse([])
    try execution.complete(from: file?.execution)
    let name = try CommandLineTool.current.taskName(task ?? file?.run?["task"]?.string)
    let task = try CommandLineTool.current.moduleTask(named: name)
    var configuration = RunConfiguration(defaults: task.defaults)
    if let run = file?.run { try configuration.merge(run) }
    try plan.apply(to: &configuration)
    configuration.dataFile = try task.dataFile(data ?? execution.data)
    try task.resolve(&configuration)
    return Subject(
      task: task, configuration: configuration, device: try device.make(elseOf: execution))
  }
}
