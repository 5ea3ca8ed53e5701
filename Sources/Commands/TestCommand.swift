import ArgumentParser
import Lockstep

/// `ckpt test`: what the model in a checkpoint is worth on data that training never saw.
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Test the model in a checkpoint on the data that its task keeps for that.",
    discussion: """
      Data of one piece, such as those of the built-in tasks, keep the samples that the run set aside.
      Writes no file. Exit status: 0 done, 2 trouble.
      """)

  @OptionGroup var subject: EvaluationOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    let found = try subject.open()
    let metrics = try found.trainer.test(found.module, found.data, weights: .file(subject.file))
    try report.show(
      EvaluationReport(stage: "test", path: subject.file, task: found.task.name, metrics: metrics))
  }
}
