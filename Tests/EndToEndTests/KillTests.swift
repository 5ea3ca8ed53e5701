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

  /// When a run is killed: once it has saved `step` (0: from its start), and then in the middle of
  /// writing the next file, or after a part of the time that a step takes.
  struct Moment: CustomStringConvertible {
    let step: Int
    let isWhileWriting: Bool
    let partOfStep: Double

    init(using random: inout SeededNumbers) {
      step = Int.random(in: 0..<26, using: &random)
      isWhileWriting = Bool.random(using: &random)
      partOfStep = Double.random(in: 0..<1.5, using: &random)
    }

    var description: String {
      "after step \(step), " + (isWhileWriting ? "while writing" : "\(partOfStep) steps later")
    }
  }

  /// Kills a run; false when it ended first. Timing chooses the moment, and decides nothing else.
  static func killRun(
    in output: String, at moment: Moment, stepTakes duration: Duration
  ) throws -> Bool {
    let child = try Ckpt.current.start(ShortRun.arguments(output: output, savingEvery: 1))
    let awaited = output + "/checkpoints/" + ShortRun.name(step: moment.step)
    while moment.step > 0, child.isRunning, access(awaited, F_OK) != 0 { usleep(100) }
    if moment.isWhileWriting {
      while child.isRunning, !names(output).contains(where: { !isFinal($0) }) { usleep(50) }
    } else {
      let end = ContinuousClock.now + duration * moment.partOfStep
      while child.isRunning, ContinuousClock.now < end { usleep(50) }
    }
    child.send(SIGKILL)
    return try child.wait().signal == SIGKILL
  }

  /// Whether a name is one that a complete checkpoint has.
  static func isFinal(_ name: String) -> Bool {
    name == "last.h5" || (1...ShortRun.steps).contains { ShortRun.name(step: $0) == name }
  }

  @Test("SIGKILL at 50 random moments: every file is whole, and resuming gives the same bytes")
  func randomMoments() throws {
    let folder = try ScratchFolder()
    let start = ContinuousClock.now
    let record = try ShortRun.uninterrupted(output: folder.place("record"), savingEvery: 1)
    let duration = (ContinuousClock.now - start) / ShortRun.steps
    var random = SeededNumbers(for: "moments of SIGKILL", default: 20_261_123)
    var killed = 0
    var halfWritten = 0
    var withoutCheckpoint = 0
    var attempt = 0
    while killed < Self.kills {
      attempt += 1
      try #require(attempt <= 8 * Self.kills, "only \(killed) of \(attempt) runs could be killed")
      let output = folder.place("killed-\(attempt)")
      let chosen = Moment(using: &random)
      let moment = "seed \(random.seed), attempt \(attempt): \(chosen)"
      guard try Self.killRun(in: output, at: chosen, stepTakes: duration) else {
        try ScratchFolder.remove(output)
        continue
      }
      if Self.names(output).contains(where: { !Self.isFinal($0) }) { halfWritten += 1 }
      killed += 1
      let saved = try Self.expectWholeFiles(output, like: record, moment)
      if !saved { withoutCheckpoint += 1 }
      try Self.finish(output, hasCheckpoint: saved, moment)
      #expect(try RunFiles(output).lacks(of: record) == [], "\(moment)")
      #expect(Self.names(output) == ["last.h5"] + record.names, "\(moment)")
      try ScratchFolder.remove(output)
    }
    #expect(withoutCheckpoint < Self.kills)
    print("\(killed) runs killed, \(halfWritten) with a file half written")
  }

  /// Checks every file with a final name; false when there is none.
  static func expectWholeFiles(
    _ output: String, like record: RunFiles, _ moment: String
  ) throws -> Bool {
    let all = names(output)
    let final = all.filter(isFinal)
    // Whatever else there is bears the name of an unfinished file.
    for name in all where !isFinal(name) {
      #expect(name.hasPrefix(".") && name.hasSuffix(".partial"), "\(moment): \(name)")
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
