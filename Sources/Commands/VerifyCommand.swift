import ArgumentParser
import CheckpointTools
import CommandLineKit
import Signing

/// `ckpt verify`: whether a checkpoint is whole, and whether it can be trained again.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check structure and digests of a checkpoint or of all checkpoints of a run.",
    discussion: """
      With --key the signature that sign wrote is checked as well, with every file of the folder.
      With --rerun the run is executed again in a fresh process and every bit is compared.
      Exit status: 0 verified, 1 not verified, 2 trouble.
      """)

  @Argument(help: "A checkpoint file, or the output folder of a run.")
  var target: String

  @Option(
    help: ArgumentHelp(
      "Public key of who signed, in PEM: check the signature too.", valueName: "public.pem"))
  var key: String?

  @Option(help: "File of the signature (default: the target's name with .sig behind it).")
  var signature: String?

  @Flag(help: "Train again from the start in a fresh process and compare.")
  var rerun = false

  @OptionGroup var conditions: RerunOptions
  @OptionGroup var report: ReportOptions

  func run() async throws {
    guard let (plan, check) = try planAfterChecks() else { return }
    let replay = try await Rerun(plan, conditions).execute(verified: true)
    guard let check else { return try report.show(replay) }
    try report.show(SignedReport(check: check, report: replay))
  }

  /// Checks what can be checked without training; returns what to train again and the check of the
  /// signature, or nil after showing the report when nothing is to be trained.
  ///
  /// Kept out of line: inside of an asynchronous function the optimizer of Swift 6.3 crashes on it.
  @inline(never)
  private func planAfterChecks() throws -> (RerunPlan, SignatureCheck?)? {
    if signature != nil && key == nil {
      throw CommandError("--signature needs --key: by whom must the signature be?")
    }
    if !rerun { try conditions.requireUnset() }
    let check = try key.map { try VerifyCommand.check(target, signature: signature, key: $0) }
    let verification = try verified(check)
    guard rerun, verification.exitStatus == .done else {
      try report.show(verification)
      return nil
    }
    return (try RerunPlan(of: target), check)
  }

  private func verified(_ check: SignatureCheck?) throws -> any CommandReport {
    guard let check else { return try Verification(of: target) }
    let isOtherFolder =
      RunRecords.isFolder(target) && !RunRecords.exists(target + "/checkpoints")
    return SignedReport(
      check: check,
      report: isOtherFolder ? OtherFolder(path: target) : try Verification(of: target))
  }

  private static func check(
    _ target: String, signature: String?, key: String
  ) throws -> SignatureCheck {
    let key = try VerificationKey(readingFrom: key)
    let model = try ModelPath(target)
    return try SignatureCheck(
      of: model, signature: try SignCommand.signature(signature, of: model), by: key)
  }
}
