import CheckpointTools
import CommandLineKit
import Foundation
import Glibc
import Testing

/// A killed run loses at most what came after its newest checkpoint, and no file is ever half written.
@Suite(.serialized) struct KillTests {
  /// How many runs are killed.
  static let kills = 50

  /// Names in a run's folder of checkpoints; none when it is not there yet.
  static func names(_ run: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: run + "/checkpoints")) ?? []).sorted()
  }

  /// Kills a run once a checkpoint of `step` exists (0: at once) and then after `polls` looks at it;
  /// false when it ended first.
  static func killRun(in output: String, once step: Int, polls: Int) throws -> Bool {
    let child = try Ckpt.current.start(ShortRun.arguments(output: output, savingEvery: 1))
    let awaited = output + "/checkpoints/" + ShortRun.name(step: step)
    while step > 0, child.isRunning, access(awaited, F_OK) != 0 { usleep(200) }
    for _ in 0..<polls where !child.isRunning { return false }
    child.send(SIGKILL)
    return try child.wait().signal == SIGKILL
  }

  @Test("SIGKILL at 50 random moments: every file is whole, and resuming gives the same bytes")
  func randomMoments() throws {
    let folder = try ScratchFolder()
    let record = try ShortRun.uninterrupted(output: folder.place("record"), savingEvery: 1)
    var random = SeededNumbers(for: "moments of SIGKILL", default: 20_261_123)
    var killed = 0
    var withoutCheckpoint = 0
    var attempt = 0
    while killed < Self.kills {
      attempt += 1
      try #require(attempt <= 8 * Self.kills, "only \(killed) of \(attempt) runs could be killed")
      let output = folder.place("killed-\(attempt)")
      let step = Int.random(in: 0..<26, using: &random)
      let polls = Int.random(in: 0..<6000, using: &random)
      let moment = "seed \(random.seed), attempt \(attempt): step \(step), \(polls) polls"
      guard try Self.killRun(in: output, once: step, polls: polls) else {
        try ScratchFolder.remove(output)
        continue
      }
      killed += 1
      let saved = try Self.expectWholeFiles(output, like: record, moment)
      if !saved { withoutCheckpoint += 1 }
      try Self.finish(output, hasCheckpoint: saved, moment)
      #expect(try RunFiles(output).lacks(of: record) == [], "\(moment)")
      #expect(Self.names(output) == ["last.h5"] + record.names, "\(moment)")
      try ScratchFolder.remove(output)
    }
    #expect(killed == Self.kills && withoutCheckpoint < Self.kills)
  }

  /// Checks every file with a final name; false when there is none.
  static func expectWholeFiles(
    _ output: String, like record: RunFiles, _ moment: String
  ) throws -> Bool {
    let all = names(output)
    let final = all.filter { !$0.hasPrefix(".") }
    // Whatever else there is bears the name of an unfinished file.
    for name in all where name.hasPrefix(".") {
      #expect(name.hasSuffix(".partial"), "\(moment): \(name)")
    }
    for name in final {
      let path = output + "/checkpoints/" + name
      let verification = try Verification(of: path)
      #expect(verification.exitStatus == .done, "\(moment): \(verification)")
      guard name != "last.h5" else { continue }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(bytes == record.bytes(name), "\(moment): \(name)")
    }
    if let newest = final.last {
      let verified = try Ckpt.current.run(["verify", output + "/checkpoints/" + newest])
      #expect(verified.status == 0, "\(moment): \(verified)")
    }
    return !final.isEmpty
  }

  /// Goes on with `--resume last`, or from the start when nothing was saved.
  static func finish(_ output: String, hasCheckpoint: Bool, _ moment: String) throws {
    let resume = ["train", "digits-mlp", "--output", output, "--resume", "last"]
    let resumed = try Ckpt.current.run(resume)
    guard !hasCheckpoint else {
      try #require(resumed.status == 0, "\(moment): \(resumed)")
      return
    }
    #expect(resumed.status == 2 && resumed.errorLines.count == 1, "\(moment): \(resumed)")
    #expect(resumed.errors.contains("no checkpoint"), "\(moment): \(resumed)")
    if FileManager.default.fileExists(atPath: output) { try ScratchFolder.remove(output) }
    let fresh = try Ckpt.current.run(ShortRun.arguments(output: output, savingEvery: 1))
    try #require(fresh.status == 0, "\(moment): \(fresh)")
  }

  @Test("a run killed between a checkpoint and its link last.h5 resumes from the newest file")
  func withoutLink() throws {
    let folder = try ScratchFolder()
    let record = try ShortRun.uninterrupted(output: folder.place("record"))
    let output = folder.place("run")
    let stopped = try Ckpt.current.run(
      ShortRun.arguments(output: output, ["--stop-after", "8"]))
    try #require(stopped.status == 0, "\(stopped)")
    try ScratchFolder.remove(output + "/checkpoints/last.h5")
    let resumed = try Ckpt.current.run([
      "train", "digits-mlp", "--output", output, "--resume", "last",
    ])
    try #require(resumed.status == 0, "\(resumed)")
    #expect(resumed.errors.contains("continuing after step 8"))
    #expect(try RunFiles(output).lacks(of: record) == [])
  }
}
