import ArgumentParser
import CheckpointTools

/// `ckpt replay`: runs a run again and compares it with its record.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Train a run again from the start and name the first step and tensor that differ.",
    discussion: "Exit status: 0 no difference, 1 a difference, 2 trouble.")

  @Argument(help: "The output folder of a run.")
  var target: String

  @OptionGroup var conditions: RerunOptions
  @OptionGroup var report: ReportOptions

  func run() async throws {
    let plan = try RerunPlan(ofRun: target)
    try report.show(
      try await Rerun(plan, conditions).execute(verified: false))
  }
}
