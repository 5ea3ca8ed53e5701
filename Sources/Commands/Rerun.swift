import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Lockstep
import Subprocess
import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

/// Executes a run again in fresh processes and compares every checkpoint with its record.
struct Rerun {
  private let plan: RerunPlan
  private let conditions: [RerunOptions.Condition]
  private let dataFile: String?

  /// - Throws: as `RerunOptions.conditions`.
  init(_ plan: RerunPlan, _ options: RerunOptions) throws {
    self.plan = plan
    conditions = try options.conditions()
    dataFile = options.data ?? plan.dataFile
  }

  /// Trains once under each condition.
  ///
  /// - Throws: `CommandError` when a process could not do its work.
  func execute(verified: Bool) async throws -> Replay {
    var rows: [Replay.Row] = []
    for condition in conditions {
      let folder = try TemporaryFolder()
      Console.standard.note(
        "training again on \(condition.device), \(condition.threads) "
          + "thread\(condition.threads == 1 ? "" : "s"), to step \(plan.records.last?.step ?? 0)")
      try await train(condition, in: folder.path)
      let again = RunDirectory(folder.path + "/run")
      for record in plan.records {
        rows.append(
          try Replay.Row(
            device: condition.device, threads: condition.threads, step: record.step,
            record: record.path, again: again.checkpoint(step: record.step).string))
      }
    }
    return Replay(target: plan.target, rows: rows, isVerification: verified)
  }

  private func train(_ condition: RerunOptions.Condition, in folder: String) async throws {
    guard let lastStep = plan.records.last?.step else { return }
    let configuration = folder + "/config.yaml"
    try TextFile.write(
      ConfigurationFile.text(run: plan.run, execution: .object([])), to: configuration)
    var arguments = [
      "train", "--config", configuration, "--output", folder + "/run",
      "--device", condition.device, "--threads", "\(condition.threads)",
      "--stop-after", "\(max(1, lastStep))", "--quiet",
      "--also-save", plan.records.map { "\(max(1, $0.step))" }.joined(separator: ","),
    ]
    if let dataFile { arguments += ["--data", dataFile] }
    if plan.endsBeforeValidation { arguments.append("--stop-before-validation") }
    let result: ExecutionResult<Void, DiscardedOutput, StringOutput<UTF8>>
    do {
      result = try await Subprocess.run(
        .path(try Rerun.executable()), arguments: Arguments(arguments), output: .discarded,
        error: .string(limit: 1 << 20))
    } catch {
      throw CommandError("cannot start a fresh process: \(error)")
    }
    guard result.terminationStatus.isSuccess else {
      let reason = result.standardError.split(separator: "\n").last.map {
        $0.hasPrefix("error: ") ? String($0.dropFirst("error: ".count)) : String($0)
      }
      throw CommandError(
        "the run could not be executed again: \(reason ?? "\(result.terminationStatus)")")
    }
  }

  /// This program's own file.
  private static func executable() throws -> FilePath {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else {
      throw CommandError("cannot find this program's own file: \(Errno(rawValue: errno))")
    }
    return FilePath(
      String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }
}
