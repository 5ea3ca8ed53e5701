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

  @Option(help: "Device: reference or cpu (default: cpu).")
  var device = "cpu"

  @Option(help: "Threads of the device (default: 1).")
  var threads = 1

  @Option(help: "Threads that prepare batches ahead of time (default: 0).")
  var workers = 0

  @OptionGroup var report: ReportOptions

  func run() throws {
    for (name, value, minimum) in [("--threads", threads, 1), ("--workers", workers, 0)]
    where value < minimum {
      throw CommandError("\(name) \(value): expected a whole number of at least \(minimum)")
    }
    let saved = try CheckpointFile(opening: file).run
    guard let name = saved["task"]?.string else {
      throw CommandError("\(file) does not name the task that it was trained by")
    }
    let task = try CommandLineTool.current.moduleTask(named: name)
    if data != nil && !task.readsDataFile {
      throw CommandError("--data: \(task.name) brings its own data")
    }
    var configuration = RunConfiguration(defaults: task.defaults)
    try configuration.merge(saved)
    configuration.dataFile =
      data.map(RunDirectory.absolute)
      ?? RunDirectory.containing(checkpoint: file).flatMap { RunDirectory($0).dataFile }
    try task.resolve(&configuration)
    let trainer = try configuration.trainer(
      on: try DeviceCatalogue.make(device, threads: threads),
      execution: Execution(loaderWorkers: workers))
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
            .object([
              ("name", .string(metric.name)),
              // JSON has no other numbers than finite ones.
              (
                "value",
                metric.value.isFinite
                  ? .number(metric.value) : .string(NumberText.shortest(metric.value))
              ),
            ])
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
