import CanonicalJSON
import Foundation
import Testing

/// Built-in tasks in binary64: the promises of every run.
@Suite(.serialized) struct DoublePrecisionTests {
  private static let precision = ["--set", "trainer.precision=64-true"]

  @Test("NUM-156: a run in binary64 leaves the same files on every device, verifies and replays")
  func everyDevice() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"), Self.precision)
    for (name, arguments) in [
      ("reference", ["--device", "reference"]), ("threads", ["--threads", "3"]),
    ] {
      let other = try ShortRun.uninterrupted(
        output: folder.place(name), Self.precision + arguments)
      #expect(other.names == run.names && other.lacks(of: run) == [], "\(name)")
    }
    let stopped = try Ckpt.current.run(
      ShortRun.arguments(output: folder.place("stopped"), Self.precision + ["--stop-after", "13"]))
    try #require(stopped.status == 0, "\(stopped)")
    let resumed = try Ckpt.current.run([
      "train", "digits-mlp", "--output", folder.place("stopped"), "--resume", "last",
    ])
    try #require(resumed.status == 0, "\(resumed)")
    let last = ShortRun.name(step: ShortRun.steps)
    #expect(try RunFiles(folder.place("stopped")).bytes(last) == run.bytes(last))
    let verified = try Ckpt.current.run(["verify", run.folder, "--rerun"])
    #expect(verified.status == 0, "\(verified)")
    let replayed = try Ckpt.current.run(["replay", run.folder, "--threads", "2"])
    #expect(replayed.status == 0, "\(replayed)")
    let inspected = try Ckpt.current.run([
      "inspect", run.folder + "/checkpoints/last.h5", "--json",
    ])
    #expect(inspected.output.contains("float64"))
    let configuration = try String(contentsOfFile: run.folder + "/config.yaml", encoding: .utf8)
    #expect(configuration.contains("precision: 64-true"))
  }

  @Test(
    "NUM-156: every task in binary64 leaves the same files on two devices, resumed or not",
    arguments: SmallRun.all)
  func everyTask(_ run: SmallRun) throws {
    let folder = try ScratchFolder()
    let whole = try run.train(
      output: folder.place("whole"), in: folder, Self.precision + ["--threads", "2"])
    let reference = try run.train(
      output: folder.place("reference"), in: folder, Self.precision + ["--device", "reference"])
    #expect(reference.names == whole.names && reference.lacks(of: whole) == [])
    let single = try run.train(output: folder.place("single"), in: folder)
    #expect(single.lacks(of: whole).count >= whole.names.count, "the comparisons can fail")
    for step in [1, 7] {
      let output = folder.place("stopped-\(step)")
      _ = try run.train(output: output, in: folder, Self.precision + ["--stop-after", "\(step)"])
      let resumed = try Ckpt.current.run([
        "train", run.task, "--output", output, "--resume", "last", "--threads", "3",
      ])
      try #require(resumed.status == 0, "step \(step): \(resumed)")
      #expect(try RunFiles(output).lacks(of: whole) == [], "stopped after step \(step)")
    }
  }
}
