import CanonicalJSON
import Foundation
import Testing

/// A run on the user's text knows it by its digest; where the file lies is no part of the run.
@Suite(.serialized) struct OwnTextTests {
  private static let run = SmallRun.all.first { $0.task == "char-gpt" }

  /// Trains on the text that lies at a path.
  private static func train(
    _ text: String, output: String, _ more: [String] = [], in folder: ScratchFolder
  ) throws -> ChildProcess.Outcome {
    var run = try #require(run)
    run.data = nil
    return try Ckpt.current.run(
      try run.arguments(output: output, in: folder, ["--data", text] + more))
  }

  private static func digest(_ file: String) throws -> String {
    let outcome = try ChildProcess(
      "/usr/bin/sha256sum", [file], environment: [:], in: nil
    ).wait()
    return String(outcome.output.prefix(64))
  }

  @Test("the same text at another place gives the same bytes, which name its digest and no path")
  func places() throws {
    let folder = try ScratchFolder()
    let first = try folder.write(SmallRun.poem.utf8, to: "a-place-of-its-own.txt")
    try FileManager.default.createDirectory(
      atPath: folder.place("elsewhere"), withIntermediateDirectories: false)
    let second = try folder.write(SmallRun.poem.utf8, to: "elsewhere/another name.txt")
    var runs: [RunFiles] = []
    for (index, file) in [first, second].enumerated() {
      let outcome = try Self.train(file, output: folder.place("\(index)"), in: folder)
      try #require(outcome.status == 0, "\(outcome)")
      runs.append(try RunFiles(folder.place("\(index)")))
    }
    #expect(runs[1].names == runs[0].names)
    #expect(runs[1].lacks(of: runs[0]) == [])
    let bytes = try #require(runs[1].bytes("last.h5"))
    for text in ["elsewhere", "another name", folder.path] {
      #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text)")
    }
    #expect(bytes.range(of: Data(try Self.digest(first).utf8)) != nil)
    // The sidecar remembers the place.
    let record = try Data(contentsOf: URL(fileURLWithPath: runs[1].folder + "/run.json"))
    let execution = try JSONParser.parse([UInt8](record))["executions"]?[0]
    #expect(execution?["data"]?.string == second)
  }

  @Test("a run goes on with the text where it was, or where --data says, and with no other")
  func resuming() throws {
    let folder = try ScratchFolder()
    let text = try folder.write(SmallRun.poem.utf8, to: "poem.txt")
    let output = folder.place("run")
    #expect(try Self.train(text, output: folder.place("whole"), in: folder).status == 0)
    let whole = try RunFiles(folder.place("whole"))
    let stopped = try Ckpt.current.run(
      try #require(Self.run).arguments(
        output: output, in: folder, ["--data", "poem.txt", "--stop-after", "3"]), in: folder.path)
    try #require(stopped.status == 0, "\(stopped)")
    let resume = ["train", "char-gpt", "--output", output, "--resume", "last"]
    // From another working directory, without naming the text.
    let found = try Ckpt.current.run(resume + ["--stop-after", "5"], in: "/")
    #expect(found.status == 0, "\(found)")

    let moved = folder.place("moved.txt")
    try FileManager.default.moveItem(atPath: text, toPath: moved)
    let lost = try Ckpt.current.run(resume)
    TroubleTests.expectTrouble(lost, naming: text, "no such file", "--data")
    let other = try folder.write(Array(SmallRun.poem.utf8).dropLast(), to: "other.txt")
    let wrong = try Ckpt.current.run(resume + ["--data", other])
    TroubleTests.expectTrouble(
      wrong, naming: other, try Self.digest(moved), try Self.digest(other), "--data")
    let verified = try Ckpt.current.run(["verify", output, "--rerun", "--data", moved])
    #expect(verified.status == 0, "\(verified)")
    let rest = try Ckpt.current.run(resume + ["--data", moved])
    #expect(rest.status == 0, "\(rest)")
    #expect(try RunFiles(output).lacks(of: whole) == [])

    // Away from its run's folder a checkpoint leads to no text.
    let alone = folder.place("alone.h5")
    try ScratchFolder.copy(whole.last, to: alone)
    let nowhere = try Ckpt.current.run(["verify", alone, "--rerun"])
    TroubleTests.expectTrouble(nowhere, naming: try Self.digest(moved), "--data")
    let named = try Ckpt.current.run(["verify", alone, "--rerun", "--data", moved])
    #expect(named.status == 0, "\(named)")
  }

  @Test("a text that is missing, empty, too short or not UTF-8 is one line with its name, status 2")
  func unusable() throws {
    let folder = try ScratchFolder()
    let output = folder.place("run")
    let texts: [(file: String, words: (String, String))] = [
      (folder.place("missing.txt"), ("cannot read", "no such file")),
      (folder.path, ("cannot read", "directory")),
      (try folder.write([], to: "empty.txt"), ("is empty", "UTF-8")),
      (try folder.write("eight 89".utf8, to: "short.txt"), ("8 characters", "9")),
      (
        try folder.write([0x61, 0xff] + "bcdefghijklm".utf8, to: "latin.txt"),
        ("not UTF-8", "UTF-8")
      ),
    ]
    for (file, words) in texts {
      let outcome = try Self.train(file, output: output, in: folder)
      TroubleTests.expectTrouble(outcome, naming: file, words.0, words.1)
    }
    let empty = try Self.train("", output: output, in: folder)
    TroubleTests.expectTrouble(empty, naming: "--data")
    let digits = try Ckpt.current.run([
      "train", "digits-mlp", "--output", output, "--data", folder.place("missing.txt"),
    ])
    TroubleTests.expectTrouble(digits, naming: "--data", "digits-mlp")
    let nameless = try Ckpt.current.run([
      "train", "char-gpt", "--output", output, "--set", "data.dataset=text",
    ])
    TroubleTests.expectTrouble(nameless, naming: "--data")
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test("without --data the text is the executable's own, which another cannot replace later")
  func ownText() throws {
    let folder = try ScratchFolder()
    let output = folder.place("run")
    let small = ShortRun.settings([
      "data.tokens=16", "data.batchSize=4", "data.validationFraction=0.001", "model.layers=1",
      "model.width=8", "model.heads=2",
    ])
    let trained = try Ckpt.current.run(
      ["train", "char-gpt", "--max-steps", "2", "--output", output] + small, in: "/")
    try #require(trained.status == 0, "\(trained)")
    let bytes = try #require(try RunFiles(output).bytes("last.h5"))
    let digest = "7604f8da80eecc421d4af0c8d8f68b4298df0d5ae0d11a3058fcc308d46cc016"
    #expect(bytes.range(of: Data(digest.utf8)) != nil)
    let text = try folder.write(SmallRun.poem.utf8, to: "poem.txt")
    let other = try Ckpt.current.run([
      "train", "char-gpt", "--output", output, "--resume", "last", "--max-steps", "3", "--data",
      text,
    ])
    TroubleTests.expectTrouble(other, naming: digest, text)
    for (setting, key) in [
      ("model.heads=3", "model.heads"), ("model.width=0", "model.width"),
      ("model.layers=100", "model.layers"), ("data.tokens=0", "data.tokens"),
      ("data.dataset=digits", "data.dataset"),
    ] {
      let wrong = try Ckpt.current.run(
        ["train", "char-gpt", "--output", folder.place("wrong")] + small + ["--set", setting])
      TroubleTests.expectTrouble(wrong, naming: key)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.place("wrong")))
  }
}
