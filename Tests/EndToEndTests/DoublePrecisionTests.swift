import CanonicalJSON
import Foundation
import Testing

/// Built-in tasks in binary64: the promises of every run, and what cannot be had there.
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

  @Test("NUM-156: pixels that come back, in binary64, on two devices")
  func autoencoder() throws {
    let folder = try ScratchFolder()
    let runs = try [["--device", "reference"], ["--threads", "2"]].enumerated().map {
      number, arguments in
      let output = folder.place("\(number)")
      let outcome = try Ckpt.current.run(
        ["train", "digits-autoencoder", "--output", output, "--max-steps", "9"] + Self.precision
          + arguments)
      try #require(outcome.status == 0, "\(outcome)")
      return try RunFiles(output)
    }
    #expect(runs[1].names == runs[0].names && runs[1].lacks(of: runs[0]) == [])
  }

  @Test(
    "NUM-156: a task with an operation that binary64 lacks is refused before it trains, status 2",
    arguments: [
      ("digits-cnn", "conv2d"), ("digits-gan", "log1p"), ("char-gpt", "packedAttention"),
      ("tiny-bert", "packedAttention"),
    ])
  func refused(_ task: String, _ operation: String) throws {
    let folder = try ScratchFolder()
    let outcome = try Ckpt.current.run(
      ["train", task, "--output", folder.place("run")] + Self.precision)
    TroubleTests.expectTrouble(outcome, naming: "trainer.precision", operation, "32-true")
    #expect(!FileManager.default.fileExists(atPath: folder.place("run")))
  }
}
