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

  @OptionGroup var device: DeviceOptions

  @OptionGroup(title: "What to train (run:)")
  var plan: RunOptions

  /// The task with its complete configuration.
  ///
  /// - Throws: an error that names the option or key.
  func resolve() throws -> (task: any ModuleTask.Type, configuration: RunConfiguration) {
    let file = try config.map { path in
      try ConfigurationFile(text: TextFile.read(path), named: path)
    }
    let name = try CommandLineTool.current.taskName(task ?? file?.run?["task"]?.string)
    let task = try CommandLineTool.current.moduleTask(named: name)
    var configuration = RunConfiguration(defaults: task.defaults)
    if let run = file?.run { try configuration.merge(run) }
    try plan.apply(to: &configuration)
    configuration.dataFile = try task.dataFile(data)
    try task.resolve(&configuration)
    return (task, configuration)
  }
}
