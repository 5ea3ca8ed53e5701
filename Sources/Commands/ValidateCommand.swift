import ArgumentParser
import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Lockstep

/// `ckpt validate`: what the model in a checkpoint is worth.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Validate the model in a checkpoint on the data that its run set aside.",
    discussion: "Writes no file. Exit status: 0 done, 2 trouble.")

  @Argument(help: "A checkpoint file.")
  var file: String

  @Option(
    help: "File with the data of your own that the run was trained on (default: where it was).")
  var data: String?

  @OptionGroup var device: DeviceOptions

  @Option(help: "Threads that prepare batches ahead of time (default: 0).")
  var workers = 0

  @OptionGroup var report: ReportOptions

  func run() throws {
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
    let metrics = try trainer.validate(
      try task.module(configuration), try task.data(configuration), weights: .file(file))
    try report.show(ValidationReport(path: file, task: name, metrics: metrics))
  }
}

/// What a validation found, as a command shows it.
struct ValidationReport: CommandReport {
  let path: String
  let task: String
  /// Sorted by name.
  let metrics: [(name: String, value: Double)]

  var exitStatus: ExitStatus { .done }

  var json: JSONValue {
    .object([
      ("path", .string(path)), ("task", .string(task)),
      (
        "metrics",
        .array(
          metrics.map { metric in
            .object([("name", .string(metric.name)), ("value", .real(metric.value))])
          })
      ),
    ])
  }

  var description: String {
    var table = Table([Table.Column("metric"), Table.Column("value", .right)])
    for metric in metrics { table.append([metric.name, NumberText.shortest(metric.value)]) }
    return metrics.isEmpty ? "\(task) logs nothing in a validation" : table.description
  }
}
