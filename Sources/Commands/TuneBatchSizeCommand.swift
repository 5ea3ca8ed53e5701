import ArgumentParser
import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Lockstep

/// `ckpt tune batch-size`: the largest batch within a memory limit.
struct TuneBatchSizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch-size",
    abstract: "Find the largest batch size whose training steps stay within a memory limit.",
    discussion: """
      What counts is the most bytes that the tensors of parameters, optimizers, activations, gradients and \
      batches take on the device at a time: a number that does not depend on the machine.

      Writes no file. Exit status: 0 done, 2 trouble (not even one sample fits).
      """)

  @OptionGroup var options: TaskOptions

  @Option(help: "The limit in bytes, KiB, MiB or GiB, such as 512MiB.")
  var memory: String

  @Option(help: "The first batch size; it is doubled while it fits.")
  var initial = 2

  @Flag(help: "Go on between the largest size that fits and the smallest that does not.")
  var exact = false

  @Option(help: "Training steps of a trial.")
  var stepsPerTrial = 3

  @Option(help: "Most trials.")
  var maxTrials = 25

  @OptionGroup var report: ReportOptions

  func run() throws {
    guard let limit = ByteCount(parsing: memory), limit.value > 0 else {
      throw CommandError("--memory \(memory): expected a positive size such as 512MiB")
    }
    for (name, value) in [
      ("--initial", initial), ("--steps-per-trial", stepsPerTrial), ("--max-trials", maxTrials),
    ] where value < 1 {
      throw CommandError("\(name) \(value): expected a whole number of at least 1")
    }
    let subject = try options.resolve()
    let (task, configuration) = (subject.task, subject.configuration)
    let key = "data.batchSize"
    guard configuration[key] != nil else {
      throw CommandError("\(task.name) has no key \(key), so there is no batch size to search for")
    }
    let trainer = try configuration.trainer(on: subject.device, execution: Execution())
    let module = try task.module(configuration)
    StopSignal.install()
    let search = try trainer.findBatchSize(
      module, memoryLimit: limit.value,
      BatchSizeSearch.Method(
        initial: initial, isExact: exact, stepsPerTrial: stepsPerTrial, maxTrials: maxTrials),
      data: { size in
        var changed = configuration
        try changed.set(key, to: .integer(size))
        return try task.data(changed)
      },
      trying: { trial in
        Console.standard.note(
          "batch size \(trial.size): \(ByteCount(trial.bytes))"
            + (trial.fits ? "" : ", beyond the limit"))
      })
    try report.show(BatchSizeReport(task: task.name, search: search))
  }
}

/// A search for a batch size as a command shows it.
struct BatchSizeReport: CommandReport {
  let task: String
  let search: BatchSizeSearch

  var exitStatus: ExitStatus { .done }

  var json: JSONValue {
    .object([
      ("task", .string(task)),
      ("limit", .integer(search.limit)),
      ("batchSize", search.batchSize.map { .integer($0) } ?? .null),
      (
        "trials",
        .array(
          search.trials.map {
            .object([
              ("batchSize", .integer($0.size)), ("bytes", .integer($0.bytes)),
              ("fits", .bool($0.fits)),
            ])
          })
      ),
    ])
  }

  var description: String {
    var table = Table([
      Table.Column("batch size", .right), Table.Column("bytes", .right), Table.Column("fits"),
    ])
    for trial in search.trials {
      table.append([
        "\(trial.size)", NumberText.grouped(trial.bytes), trial.fits ? "yes" : "no",
      ])
    }
    return "\(table)\n\nThe largest batch size that was tried and stays within "
      + "\(ByteCount(search.limit)) is \(search.batchSize ?? 0)."
  }
}
