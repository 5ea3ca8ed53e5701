import ArgumentParser
import Lockstep

/// Options of a command that tries the model of a checkpoint.
struct EvaluationOptions: ParsableArguments {
  @Argument(help: "A checkpoint file.")
  var file: String

  @Option(
    help: "File with the data of your own that the run was trained on (default: where it was).")
  var data: String?

  @OptionGroup var device: DeviceOptions

  @Option(help: "Threads that prepare batches ahead of time (default: 0).")
  var workers = 0

  /// What a checkpoint's run was made of.
  struct Subject {
    let task: any ModuleTask.Type
    let trainer: Trainer
    let module: any EvaluationModule
    let data: any DataModule
  }

  /// Makes what the checkpoint's run was made of.
  ///
  /// - Throws: an error that names the option, or what in the file does not fit.
  func open() throws -> Subject {
    guard workers >= 0 else {
      throw CommandError("--workers \(workers): expected a whole number of at least 0")
    }
    let device = try device.make()
    let saved = try CheckpointFile(opening: file).run
    guard let name = saved["task"]?.string else {
      throw CommandError("\(file) does not name the task that it was trained by")
    }
    let task = try CommandLineTool.current.moduleTask(named: name)
    var configuration = RunConfiguration(defaults: task.defaults)
    try configuration.merge(saved)
    configuration.dataFile = try task.dataFile(
      data, elseOf: RunDirectory.containing(checkpoint: file))
    try task.resolve(&configuration)
    let trainer = try configuration.trainer(
      on: device, execution: Execution(loaderWorkers: workers))
    StopSignal.install()
    return Subject(
      task: task, trainer: trainer, module: try task.module(configuration),
      data: try task.data(configuration))
  }
}
