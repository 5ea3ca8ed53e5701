import ArgumentParser
import Lockstep

/// `ckpt validate`: what the model in a checkpoint is worth.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Validate the model in a checkpoint on the data that its run set aside.",
    discussion: "Writes no file. Exit status: 0 done, 2 trouble.")

  @OptionGroup var subject: EvaluationOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    let found = try subject.open()
    let metrics = try found.trainer.validate(
      found.module, found.data, weights: .file(subject.file))
    try report.show(
      EvaluationReport(
        stage: "validation", path: subject.file, task: found.task.name, metrics: metrics))
  }
}
