import Foundation
import Testing

/// Stopping after any step and going on in a new process changes nothing.
@Suite(.serialized) struct ResumeTests {
  /// A way to run, and a file for each of its steps.
  struct Record {
    let folder: ScratchFolder
    let arguments: [String]
    /// The run as it is.
    let run: RunFiles
    /// The same run, saved after every step.
    let everyStep: RunFiles
  }

  static func record(_ arguments: [String]) throws -> Record {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"), arguments)
    let steps = (1...ShortRun.steps).map { "\($0)" }.joined(separator: ",")
    let everyStep = try ShortRun.uninterrupted(
      output: folder.place("every-step"), arguments + ["--also-save", steps])
    #expect(run.names == [4, 8, 12, 16, 20, 24, 28, 30].map(ShortRun.name))
    #expect(everyStep.names == (1...ShortRun.steps).map(ShortRun.name))
    #expect(everyStep.lacks(of: run) == [], "saving more often changed the run")
    return Record(folder: folder, arguments: arguments, run: run, everyStep: everyStep)
  }

  /// Stops after `step`, checks what was saved, goes on in a new process and checks everything.
  static func interrupt(_ record: Record, after step: Int, _ flags: [String] = []) throws {
    let output = record.folder.place("stopped-\(step)")
    let stopped = try Ckpt.current.run(
      ShortRun.arguments(
        output: output, record.arguments + ["--stop-after", "\(step)"] + flags))
    try #require(stopped.status == 0, "\(stopped)")
    let files = try RunFiles(output)
    #expect(files.names.last == ShortRun.name(step: step))
    if flags.isEmpty {
      let name = ShortRun.name(step: step)
      #expect(files.bytes(name) == record.everyStep.bytes(name), "\(name) of the stopped run")
    }
    // How it is executed from here on differs too: nothing of that may show.
    let threads = "\(1 + step % 3)"
    let workers = "\(step % 2)"
    let resumed = try Ckpt.current.run([
      "train", "digits-mlp", "--output", output, "--resume", "last", "--threads", threads,
      "--workers", workers,
    ])
    try #require(resumed.status == 0, "step \(step): \(resumed)")
    let result = try RunFiles(output)
    #expect(result.lacks(of: record.run) == [], "stopped after step \(step)")
    try ScratchFolder.remove(output)
  }

  @Test("stopping after any step and resuming in a new process gives the uninterrupted bytes")
  func everyStep() throws {
    let record = try Self.record([])
    for step in 1...ShortRun.steps { try Self.interrupt(record, after: step) }
  }

  @Test("with two logical shards too, any step can be the last one before an interruption")
  func everyStepOfShards() throws {
    let record = try Self.record(["--shards", "2"])
    for step in 1...ShortRun.steps { try Self.interrupt(record, after: step) }
  }

  @Test("a run stopped before a validation does it after resuming, with the same bytes")
  func beforeValidation() throws {
    let record = try Self.record([])
    for step in stride(from: 5, through: ShortRun.steps, by: 5) {
      try Self.interrupt(record, after: step, ["--stop-before-validation"])
    }
  }

  @Test("several interruptions in a row, and resuming from a named file into another folder")
  func manyTimes() throws {
    let record = try Self.record([])
    let output = record.folder.place("many")
    let first = try Ckpt.current.run(
      ShortRun.arguments(output: output, ["--stop-after", "3"]))
    try #require(first.status == 0, "\(first)")
    for step in [4, 9, 10, 11, 17, 29] {
      let next = try Ckpt.current.run([
        "train", "digits-mlp", "--output", output, "--resume", "last", "--stop-after", "\(step)",
      ])
      try #require(next.status == 0, "\(next)")
    }
    let elsewhere = record.folder.place("elsewhere")
    let last = try Ckpt.current.run([
      "train", "--output", elsewhere, "--resume", output + "/checkpoints/last.h5",
    ])
    try #require(last.status == 0, "\(last)")
    let files = try RunFiles(elsewhere)
    #expect(files.names == [ShortRun.name(step: 30)])
    #expect(files.bytes(ShortRun.name(step: 30)) == record.run.bytes(ShortRun.name(step: 30)))
    #expect(files.log == record.run.log)
    let finished = try Ckpt.current.run([
      "train", "digits-mlp", "--output", output, "--resume", "last",
    ])
    #expect(finished.status == 0, "\(finished)")
    #expect(try RunFiles(output).lacks(of: record.run) == [])
  }

  @Test("resuming from inside the run's folders, by names without a folder, continues that run")
  func insideFolder() throws {
    let record = try Self.record([])
    for (place, name) in [
      ("checkpoints", "last.h5"), ("checkpoints", "./" + ShortRun.name(step: 7)),
      ("checkpoints/sub", "../last.h5"), (".", "checkpoints/last.h5"),
    ] {
      let output = record.folder.place("stopped")
      let stopped = try Ckpt.current.run(
        ShortRun.arguments(output: output, ["--stop-after", "7"]))
      try #require(stopped.status == 0, "\(stopped)")
      try FileManager.default.createDirectory(
        atPath: output + "/checkpoints/sub", withIntermediateDirectories: true)
      let resumed = try Ckpt.current.run(
        ["train", "--resume", name], in: output + "/" + place)
      try #require(resumed.status == 0, "\(name): \(resumed)")
      #expect(try RunFiles(output).lacks(of: record.run) == [], "\(name) in \(place)")
      try ScratchFolder.remove(output)
    }
  }

  @Test("a run that keeps only its best checkpoints keeps the same ones when it is interrupted")
  func bestCheckpoints() throws {
    let folder = try ScratchFolder()
    let best = ShortRun.settings([
      "checkpoint.monitor=val_accuracy", "checkpoint.mode=max", "checkpoint.saveTopK=2",
    ])
    let run = try ShortRun.uninterrupted(output: folder.place("run"), savingEvery: 5, best)
    // Two best ones and the last step.
    #expect(run.names.count == 2 || run.names.count == 3)
    for step in stride(from: 3, to: ShortRun.steps, by: 4) {
      let output = folder.place("stopped-\(step)")
      let stopped = try Ckpt.current.run(
        ShortRun.arguments(output: output, savingEvery: 5, best + ["--stop-after", "\(step)"]))
      try #require(stopped.status == 0, "\(stopped)")
      let resumed = try Ckpt.current.run([
        "train", "digits-mlp", "--output", output, "--resume", "last",
      ])
      try #require(resumed.status == 0, "\(resumed)")
      let files = try RunFiles(output)
      #expect(files.lacks(of: run) == [], "stopped after step \(step)")
      #expect(files.names.filter { $0 != ShortRun.name(step: step) } == run.names)
    }
  }
}
