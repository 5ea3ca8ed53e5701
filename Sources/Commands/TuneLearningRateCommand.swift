import ArgumentParser
import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Lockstep

/// `ckpt tune learning-rate`: a range test.
struct TuneLearningRateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learning-rate",
    abstract:
      "Train a few steps, each at a higher learning rate, and say where the loss falls fastest.",
    discussion: "Writes no file. Exit status: 0 done, 2 trouble.")

  @OptionGroup var options: TaskOptions

  @Option(help: "The first step's rate.")
  var minimum = 1e-8

  @Option(help: "The last step's rate.")
  var maximum = 1.0

  @Option(help: "Training steps, one for each rate.")
  var steps = 100

  @Flag(help: "Let the rate grow by the same amount from step to step, not by the same factor.")
  var linear = false

  @Option(help: "End when the smoothed loss exceeds the best one so many times.")
  var divergenceFactor = 4.0

  @OptionGroup var report: ReportOptions

  func run() throws {
    guard minimum.isNormal, minimum > 0, maximum > minimum, (maximum / minimum).isFinite else {
      throw CommandError(
        "--minimum \(minimum) --maximum \(maximum): expected positive rates, the second above the "
          + "first")
    }
    guard steps >= 2 else { throw CommandError("--steps \(steps): expected at least 2") }
    guard divergenceFactor > 1 else {
      throw CommandError("--divergence-factor \(divergenceFactor): expected a number above 1")
    }
    let subject = try options.resolve()
    let (task, configuration) = (subject.task, subject.configuration)
    guard let module = try task.module(configuration) as? any TrainingModule else {
      throw CommandError(
        "\(task.name) optimizes by hand, so no single learning rate can be searched for")
    }
    let trainer = try configuration.trainer(on: subject.device, execution: Execution())
    let range = LearningRateRange(
      minimum: minimum, maximum: maximum, steps: steps, growth: linear ? .linear : .exponential,
      divergenceFactor: divergenceFactor)
    StopSignal.install()
    let progress = ConsoleProgress()
    let search = try trainer.findLearningRate(
      module, try task.data(configuration), range,
      watching: [
        ProgressReport(
          to: progress, headline: "searching for a learning rate of \(task.name) in \(steps) steps")
      ])
    progress.finish()
    try report.show(LearningRateReport(task: task.name, search: search))
  }
}

/// A range test as a command shows it.
struct LearningRateReport: CommandReport {
  let task: String
  let search: LearningRateSearch

  var exitStatus: ExitStatus { .done }

  var json: JSONValue {
    .object([
      ("task", .string(task)),
      ("suggestion", search.suggestion.map { .number($0) } ?? .null),
      ("diverged", .bool(search.hasDiverged)),
      ("rates", .array(search.rates.map { .number($0) })),
      ("losses", .array(search.losses.map { .real($0) })),
      ("smoothedLosses", .array(search.smoothedLosses.map { .real($0) })),
    ])
  }

  var description: String {
    var table = Table([
      Table.Column("step", .right), Table.Column("learning rate", .right),
      Table.Column("loss", .right), Table.Column("smoothed", .right),
    ])
    for (index, rate) in search.rates.enumerated() {
      table.append([
        "\(index + 1)", NumberText.rounded(rate), NumberText.rounded(search.losses[index]),
        NumberText.rounded(search.smoothedLosses[index]),
      ])
    }
    return "\(table)\n\n\(verdict)"
  }

  private var verdict: String {
    let end = search.hasDiverged ? "The loss diverged at step \(search.rates.count). " : ""
    guard let rate = search.suggestion else {
      return end + "Too few steps for a suggestion: try a larger --steps or a lower --minimum."
    }
    return end + "The loss falls fastest at the learning rate \(NumberText.shortest(rate))."
  }
}
