import Foundation
import Glibc
import Testing

/// A killed run of any task goes on from its newest checkpoint and ends with the same bytes.
@Suite(.serialized) struct EveryTaskKillTests {
  /// Kills a run some microseconds after a checkpoint has its name; false when it ended first.
  private static func kill(
    _ run: SmallRun, output: String, in folder: ScratchFolder, after checkpoint: String,
    _ delay: UInt32
  ) throws -> Bool {
    let child = try Ckpt.current.start(try run.arguments(output: output, in: folder))
    let awaited = output + "/checkpoints/" + checkpoint
    while child.isRunning, access(awaited, F_OK) != 0 { usleep(100) }
    usleep(delay)
    child.send(SIGKILL)
    return try child.wait().signal == SIGKILL
  }

  @Test(
    "SIGKILL after each checkpoint of every task: files are whole, and resuming gives the same bytes",
    arguments: SmallRun.all)
  func killed(_ run: SmallRun) throws {
    let folder = try ScratchFolder()
    let record = try run.train(output: folder.place("record"), in: folder)
    var random = SeededNumbers(for: "moments of SIGKILL", default: 20_261_125)
    var kills = 0
    for attempt in 0..<12 {
      // The last checkpoint ends a run.
      let checkpoint = record.names[attempt % (record.names.count - 1)]
      let delay = UInt32.random(in: 0..<4000, using: &random)
      let moment = "\(run.task), \(delay) µs after \(checkpoint), seed \(random.seed)"
      let output = folder.place("killed-\(attempt)")
      if try Self.kill(run, output: output, in: folder, after: checkpoint, delay) { kills += 1 }
      let verified = try Ckpt.current.run(["verify", output + "/checkpoints/" + checkpoint])
      #expect(verified.status == 0, "\(moment): \(verified)")
      let resumed = try Ckpt.current.run([
        "train", run.task, "--output", output, "--resume", "last",
      ])
      try #require(resumed.status == 0, "\(moment): \(resumed)")
      let files = try RunFiles(output)
      #expect(files.lacks(of: record) == [], "\(moment)")
      #expect(files.names == record.names, "\(moment)")
      try ScratchFolder.remove(output)
    }
    #expect(kills >= 6, "only \(kills) of 12 runs of \(run.task) could be killed")
  }
}
