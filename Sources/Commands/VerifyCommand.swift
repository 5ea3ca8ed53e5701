import ArgumentParser
import CheckpointTools
import CommandLineKit

/// `ckpt verify`: whether a checkpoint is whole, and whether it can be trained again.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check structure and digests of a checkpoint or of all checkpoints of a run.",
    discussion: """
      With --rerun the run is executed again in a fresh process and every bit is compared.
      Exit status: 0 verified, 1 not verified, 2 trouble.
      """)

  @Argument(help: "A checkpoint file, or the output folder of a run.")
  var target: String

  @Flag(help: "Train again from the start in a fresh process and compare.")
  var rerun = false

  @OptionGroup var conditions: RerunOptions
  @OptionGroup var report: ReportOptions

  func run() async throws {
    let verification = try Verification(of: target)
    guard rerun, verification.exitStatus == .done else {
      if !rerun { try conditions.requireUnset() }
      return try report.show(verification)
    }
    let plan = try RerunPlan(of: target)
    try report.show(
      try await Rerun(plan, conditions).execute(verified: true))
  }
}
