import CheckpointTools
import CommandLineKit
import Foundation
import Glibc
import Testing

/// The calls of a whole `ckpt train` that change the disk, one of which fails or is its last: with the real
/// program, under a library that comes before the C library.
@Suite(.serialized) struct FailingCallsTests {
  /// Error numbers with the words that a person must read.
  private static let causes: [(code: Int32, words: [String])] = [
    (ENOSPC, ["no space left", "No space left"]),
    (EIO, ["an error of the device", "Input/output error"]),
    (EACCES, ["no permission", "Permission denied"]),
  ]

  private let folder: ScratchFolder
  private let library: String
  /// A run after its first step, and what it has after the second.
  private let start: String
  private let record: RunFiles

  init() throws {
    folder = try ScratchFolder()
    library = folder.place("failing_calls.so")
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("FailingCalls/failing_calls.c").path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let compiled = try ChildProcess(
      "/usr/bin/env", ["clang", "-shared", "-fPIC", "-Wall", "-Werror", "-o", library, source],
      environment: ["PATH": path], in: nil
    ).wait()
    try #require(compiled.status == 0, "\(compiled)")
    start = folder.place("start")
    let settings = ShortRun.settings(["data.batchSize=300", "model.hidden=16"])
    let first = try Ckpt.current.run(
      ["train", "digits-mlp", "--output", start, "--checkpoint-every-n-steps", "1"] + settings
        + ["--stop-after", "1"])
    try #require(first.status == 0, "\(first)")
    let whole = folder.place("whole")
    try ScratchFolder.copy(start, to: whole)
    let second = try Ckpt.current.run(Self.secondStep(of: whole))
    try #require(second.status == 0, "\(second)")
    record = try RunFiles(whole)
  }

  private static func secondStep(of run: String) -> [String] {
    ["train", "digits-mlp", "--output", run, "--resume", "last", "--stop-after", "2"]
  }

  /// Does the second step in a fresh copy of the run with one call failing.
  ///
  /// - Returns: How it ended, and which call it was; nil if there are not so many calls.
  private func attempt(
    call number: Int, code: Int32, in run: String
  ) throws -> (outcome: ChildProcess.Outcome, call: String)? {
    let mark = folder.place("mark")
    for old in [run, mark] where access(old, F_OK) == 0 { try ScratchFolder.remove(old) }
    try ScratchFolder.copy(start, to: run)
    let outcome = try Ckpt.current.run(
      Self.secondStep(of: run),
      environment: [
        "LD_PRELOAD": library, "FAIL_UNDER": run, "FAIL_AT": "\(number)", "FAIL_WITH": "\(code)",
        "FAIL_MARK": mark,
      ])
    guard let call = try? String(contentsOfFile: mark, encoding: .utf8) else { return nil }
    return (outcome, call)
  }

  /// What a run must still be after anything: every file with a final name whole, the first step's as it
  /// was, and able to go on to the same bytes.
  private func expectIntact(_ run: String, _ moment: String) throws {
    for name in KillTests.names(run) where KillTests.isFinal(name) {
      let verification = try Verification(of: run + "/checkpoints/" + name)
      #expect(verification.exitStatus == .done, "\(moment): \(verification)")
    }
    let resumed = try Ckpt.current.run(Self.secondStep(of: run))
    #expect(resumed.status == 0, "\(moment): \(resumed)")
    #expect(try RunFiles(run).lacks(of: record) == [], "\(moment)")
    #expect(Self.leftovers(run) == [], "\(moment)")
  }

  /// Names of files that are not finished.
  private static func leftovers(_ run: String) -> [String] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: run)) ?? []
    return names.filter { $0.hasSuffix(".partial") || $0.hasSuffix(".new") }.sorted()
  }

  @Test("CKPT-024: whichever call fails, the error names file and cause, and nothing stays behind")
  func errors() throws {
    for (code, words) in Self.causes {
      var calls: [String] = []
      while let (outcome, call) = try attempt(
        call: calls.count + 1, code: code, in: folder.place("run"))
      {
        calls.append(call)
        let run = folder.place("run")
        let moment = "call \(calls.count), \(call), error \(code)"
        // A folder that is there already is none to make, and what is on the device can be closed.
        if outcome.status != 0 || !["mkdir", "close"].contains(call) {
          #expect(outcome.status == 2 && outcome.errorLines.count == 1, "\(moment): \(outcome)")
          let line = outcome.errorLines.first ?? ""
          #expect(line.contains(run) && words.contains { line.contains($0) }, "\(moment): \(line)")
        }
        #expect(Self.leftovers(run) == [], "\(moment)")
        // Writes that fail leave the same behind; the seventh speaks for those before it.
        if call != "pwrite" || calls.count.isMultiple(of: 7) { try expectIntact(run, moment) }
      }
      #expect(calls.count > 50 && Set(calls).isSuperset(of: Self.essential), "\(calls)")
    }
  }

  @Test("CKPT-025: killed at any call, a run has only whole checkpoints, and resumes to the same")
  func deaths() throws {
    var calls: [String] = []
    while let (outcome, call) = try attempt(
      call: calls.count + 1, code: 0, in: folder.place("run"))
    {
      calls.append(call)
      let moment = "killed at call \(calls.count), \(call)"
      #expect(outcome.signal == SIGKILL, "\(moment): \(outcome)")
      try expectIntact(folder.place("run"), moment)
    }
    #expect(calls.count > 50 && Set(calls).isSuperset(of: Self.essential), "\(calls)")
  }

  /// Calls without which no save is durable and atomic.
  private static let essential: Set<String> = [
    "open", "posix_fallocate", "pwrite", "fsync", "close", "rename", "link",
  ]
}
