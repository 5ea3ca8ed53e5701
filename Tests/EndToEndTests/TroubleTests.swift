import Foundation
import Glibc
import Testing

/// What goes wrong outside of the program ends in status 2, one clear line, and nothing lost.
@Suite(.serialized) struct TroubleTests {
  /// Checks status, a single line of trouble and the words in it.
  static func expectTrouble(
    _ outcome: ChildProcess.Outcome, naming words: String...,
    location: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.status == 2, "\(outcome)", sourceLocation: location)
    #expect(outcome.output.isEmpty, "\(outcome)", sourceLocation: location)
    #expect(outcome.errorLines.count == 1, "\(outcome)", sourceLocation: location)
    let line = outcome.errors.split(separator: "\n").last.map(String.init) ?? ""
    #expect(outcome.errorLines.last == line, "\(outcome)", sourceLocation: location)
    for word in words {
      #expect(line.contains(word), "no \(word) in: \(line)", sourceLocation: location)
    }
  }

  @Test("wrong usage is one line with the option and where the help is, status 2")
  func usage() throws {
    let wrong: [(arguments: [String], word: String, help: String)] = [
      (["train", "digits-mlp", "--treads", "3"], "--treads", "ckpt train --help"),
      (["train", "digits-mlp", "--threads", "three"], "three", "ckpt train --help"),
      (["train", "digits-mlp", "--output"], "--output", "ckpt train --help"),
      (["inspect"], "<file>", "ckpt inspect --help"),
      (["inspect", "a.h5", "--unknown"], "--unknown", "ckpt inspect --help"),
      (["diff", "a.h5", "b.h5", "c.h5"], "c.h5", "ckpt diff --help"),
      (["verify", "a.h5", "--max-ulp", "1"], "--max-ulp", "ckpt verify --help"),
      (["replay"], "<target>", "ckpt replay --help"),
      (["devices", "--threads", "2"], "--threads", "ckpt devices --help"),
      (["frobnicate"], "frobnicate", "ckpt --help"),
    ]
    for (arguments, word, help) in wrong {
      let outcome = try Ckpt.current.run(arguments)
      Self.expectTrouble(outcome, naming: word, help)
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome)")
    }
    for (arguments, meant) in [
      (["train", "digits-mlp", "--out", "a"], "Did you mean '--output'? See ckpt train --help"),
      (["train", "--checkpoint-every", "5"], "Did you mean '--checkpoint-every-n-steps'?"),
      (["train", "--treads", "3"], "Did you mean '--threads'?"),
      (
        ["predict", "a.h5", "--out", "b", "--output", "a"],
        "Did you mean '--out'? See ckpt predict --help"
      ),
      (
        ["tune", "batch-size", "--memory", "1MiB", "--memry", "1"],
        "Did you mean '--memory'? See ckpt tune batch-size"
      ),
      (["inspect", "a.h5", "--xyzzy"], "Unknown option '--xyzzy'; see ckpt inspect --help"),
    ] {
      Self.expectTrouble(try Ckpt.current.run(arguments), naming: meant)
    }
    let task = try Ckpt.current.run(["train", "digits"])
    Self.expectTrouble(task, naming: "digits", "digits-mlp")
  }

  @Test(
    "an unreadable file is one line with its name, status 2, for every command",
    .enabled(if: Unprivileged.obstacle == nil, "needs setpriv to give up root"))
  func unreadableFile() throws {
    let folder = try ScratchFolder()
    let somebody = try Unprivileged(in: folder)
    let path = try folder.write([1, 2, 3], to: "secret.h5")
    chmod(path, 0)
    for arguments in [
      ["inspect", path], ["diff", path, path], ["verify", path, "--rerun", "--json"],
      ["train", "digits-mlp", "--output", folder.place("run"), "--resume", path],
      ["train", "digits-mlp", "--output", folder.place("run"), "--config", path],
    ] {
      let outcome = try somebody.run(arguments)
      #expect(outcome.status == 2, "\(outcome)")
      let text = outcome.output + outcome.errors
      #expect(text.contains(path) && text.lowercased().contains("permission"), "\(outcome)")
      if arguments[0] != "verify" { Self.expectTrouble(outcome, naming: path) }
    }
    #expect(!FileManager.default.fileExists(atPath: folder.place("run")))
  }

  @Test(
    "an unwritable directory is one line with its name, status 2",
    .enabled(if: Unprivileged.obstacle == nil, "needs setpriv to give up root"))
  func unwritableFolder() throws {
    let folder = try ScratchFolder()
    let somebody = try Unprivileged(in: folder)
    let closed = folder.place("closed")
    try FileManager.default.createDirectory(atPath: closed, withIntermediateDirectories: false)
    chmod(closed, 0o555)
    let inside = try somebody.run(["train", "digits-mlp", "--output", closed + "/run"])
    Self.expectTrouble(inside, naming: closed, "--output")
    let itself = try somebody.run(["train", "digits-mlp", "--output", closed])
    Self.expectTrouble(itself, naming: closed, "--output")
    #expect(try FileManager.default.contentsOfDirectory(atPath: closed) == [])
    // A folder that became read-only after the run: resuming there is refused, the files stay.
    let run = try ShortRun.uninterrupted(output: folder.place("run"))
    chmod(run.folder + "/checkpoints", 0o555)
    let resumed = try somebody.run([
      "train", "digits-mlp", "--output", run.folder, "--resume", "last", "--max-epochs", "4",
    ])
    Self.expectTrouble(resumed, naming: run.folder)
    #expect(try RunFiles(run.folder).lacks(of: run) == [])
  }

  @Test("an output that is a file, or lies below one, is one line with its name, status 2")
  func outputIsFile() throws {
    let folder = try ScratchFolder()
    let file = try folder.write([1], to: "file")
    for output in [file, file + "/run"] {
      let outcome = try Ckpt.current.run(["train", "digits-mlp", "--output", output])
      Self.expectTrouble(outcome, naming: file)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data([1]))
  }

  @Test("an empty path is one line, status 2, and nothing is written to the working directory")
  func emptyOutput() throws {
    let folder = try ScratchFolder()
    let file = try folder.write(
      Array("run:\n  task: digits-mlp\nexecution:\n  output: \"\"\n".utf8), to: "empty.yaml")
    for arguments in [["train", "digits-mlp", "--output", ""], ["train", "--config", file]] {
      let outcome = try Ckpt.current.run(arguments, in: folder.path)
      Self.expectTrouble(outcome, naming: "--output")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["empty.yaml"])
  }

  @Test("a used output folder is refused with the way out, and nothing in it changes")
  func usedFolder() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"))
    let again = try Ckpt.current.run(ShortRun.arguments(output: run.folder))
    Self.expectTrouble(again, naming: run.folder, "--resume last", "--output")
    let seed = try Ckpt.current.run(["train", "digits-mlp", "--output", run.folder, "--seed", "1"])
    Self.expectTrouble(seed, naming: run.folder)
    #expect(try RunFiles(run.folder).lacks(of: run) == [])
    #expect(try RunFiles(run.folder).names == run.names)
    let verified = try Ckpt.current.run(["verify", run.folder])
    #expect(verified.status == 0, "\(verified)")
  }

  @Test("a checkpoint of one run is not continued in the folder of another, which stays as it was")
  func anotherRunsFolder() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"), ["--stop-after", "7"])
    let other = try ShortRun.uninterrupted(output: folder.place("other"), ["--seed", "7"])
    let outcome = try Ckpt.current.run([
      "train", "--resume", run.last, "--output", other.folder,
    ])
    Self.expectTrouble(outcome, naming: other.folder, "already holds a run")
    #expect(try RunFiles(other.folder).names == other.names)
    #expect(try RunFiles(other.folder).lacks(of: other) == [])
    // A refused resume leaves nothing behind that would refuse the next one.
    let fresh = folder.place("fresh")
    let wrong = ["train", "--resume", run.last, "--output", fresh]
    Self.expectTrouble(try Ckpt.current.run(wrong + ["--seed", "1"]), naming: "seed is ")
    #expect(!FileManager.default.fileExists(atPath: fresh))
    #expect(try Ckpt.current.run(wrong).status == 0)
  }

  @Test("a folder in which a run died before its first checkpoint leads to no dead end")
  func folderWithoutCheckpoint() throws {
    let folder = try ScratchFolder()
    let output = folder.place("run")
    try FileManager.default.createDirectory(
      atPath: output + "/checkpoints", withIntermediateDirectories: true)
    let start = try Ckpt.current.run(["train", "digits-mlp", "--output", output])
    Self.expectTrouble(start, naming: output, "no checkpoint", "remove it")
    let resume = try Ckpt.current.run([
      "train", "digits-mlp", "--output", output, "--resume", "last",
    ])
    Self.expectTrouble(resume, naming: output, "no checkpoint", "without --resume")
  }

  @Test(
    "a full disk is one line, status 2; earlier checkpoints stay whole and training goes on elsewhere",
    .enabled(if: SmallDisk.obstacle == nil, "needs root to mount a small file system"))
  func fullDisk() throws {
    let folder = try ScratchFolder()
    let record = try ShortRun.uninterrupted(output: folder.place("record"), savingEvery: 1)
    for kibibytes in [200, 420, 512, 772] {
      let disk = try SmallDisk(kibibytes: kibibytes)
      let output = disk.path + "/run"
      let outcome = try Ckpt.current.run(ShortRun.arguments(output: output, savingEvery: 1))
      Self.expectTrouble(outcome, naming: "no space", disk.path)
      let names = try FileManager.default.contentsOfDirectory(atPath: output + "/checkpoints")
        .sorted()
      let saved = names.filter { $0 != "last.h5" }
      try #require(!saved.isEmpty && names.contains("last.h5"))
      #expect(saved == Array(record.names.prefix(saved.count)), "no partial file, none missing")
      for name in names {
        let verified = try Ckpt.current.run(["verify", output + "/checkpoints/" + name])
        #expect(verified.status == 0, "\(verified)")
      }
      let elsewhere = folder.place("elsewhere-\(kibibytes)")
      let resumed = try Ckpt.current.run([
        "train", "--output", elsewhere, "--resume", output + "/checkpoints/last.h5",
      ])
      try #require(resumed.status == 0, "\(resumed)")
      let rest = try RunFiles(elsewhere)
      #expect(rest.names == Array(record.names.dropFirst(saved.count)))
      for name in rest.names { #expect(rest.bytes(name) == record.bytes(name), "\(name)") }
      #expect(rest.log == record.log)
    }
  }
}
