import CanonicalJSON
import Checkpoints
import Tensors
import Testing

/// `verify --rerun` and `replay` train again and hold a record to what it claims.
@Suite(.serialized) struct RerunTests {
  @Test("a run of so many epochs that its progress would fill a mebibyte can be executed again")
  func manyEpochs() throws {
    let folder = try ScratchFolder()
    let run = folder.place("run")
    let settings = ShortRun.settings([
      "data.batchSize=1797", "data.validationFraction=0.95", "data.shift=0", "model.hidden=1",
      "checkpoint.everyNEpochs=1000000",
    ])
    let outcome = try Ckpt.current.run(
      ["train", "digits-mlp", "--output", run, "--max-epochs", "14000"] + settings)
    try #require(outcome.status == 0, "\(outcome.errors.suffix(300))")
    #expect(outcome.errors.utf8.count > 1 << 20)
    let verified = try Ckpt.current.run(["verify", run, "--rerun"])
    #expect(verified.status == 0, "\(verified)")
    // The child's own mark is not repeated inside the one line.
    let threads = try Ckpt.current.run(["verify", run, "--rerun", "--threads", "9999"])
    TroubleTests.expectTrouble(threads, naming: "executed again: the cpu device", "9999")
  }

  /// Changes the lowest bit of the first byte of some arrays and writes valid digests for the result.
  static func forge(_ source: String, changing paths: [String], to target: String) throws {
    let file = try CheckpointFile(opening: source)
    var changed = 0
    let entries = try file.stateTree().entries.map { entry -> StateEntry in
      guard paths.contains(entry.path) else { return entry }
      changed += 1
      var bytes = entry.bytes
      bytes[0] ^= 1
      return StateEntry(path: entry.path, type: entry.type, shape: entry.shape, bytes: bytes)
    }
    try #require(changed == paths.count)
    try CheckpointWriter.write(
      tree: StateTree(entries), run: file.run, parameters: file.parameters,
      profile: file.profile, to: target)
  }

  @Test("verify --rerun trains again and confirms a checkpoint, a run, and every way to execute it")
  func confirmed() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"))
    let file = try Ckpt.current.run(["verify", run.checkpoints[2], "--rerun"])
    #expect(file.status == 0 && file.output.hasPrefix("Verified: "), "\(file)")
    let all = try Ckpt.current.run([
      "verify", run.folder, "--rerun", "--json", "--threads", "1,2,7", "--devices", "reference,cpu",
    ])
    #expect(all.status == 0, "\(all)")
    let report = try JSONParser.parse(Array(all.output.utf8))
    #expect(report["verified"]?.bool == true)
    #expect(report["checkpoints"]?.array?.count == 4 * run.names.count)
    #expect(report["checkpoints"]?.array?.allSatisfy { $0["identical"]?.bool == true } == true)
    // Training again writes nothing into the record.
    #expect(try RunFiles(run.folder).lacks(of: run) == [])
    #expect(try RunFiles(run.folder).names == run.names)
  }

  @Test("verify --rerun confirms what an interruption saved, before and after a validation")
  func interrupted() throws {
    let folder = try ScratchFolder()
    for (name, flags) in [("after", []), ("before", ["--stop-before-validation"])] {
      let output = folder.place(name)
      let stopped = try Ckpt.current.run(
        ShortRun.arguments(output: output, ["--stop-after", "10"] + flags))
      try #require(stopped.status == 0, "\(stopped)")
      let outcome = try Ckpt.current.run(["verify", output, "--rerun"])
      #expect(outcome.status == 0, "\(name): \(outcome)")
    }
  }

  @Test("verify --rerun exposes weights that were altered and digested anew, and names the first")
  func forgedFile() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"))
    let forged = folder.place("forged.h5")
    try Self.forge(
      run.checkpoints[2],
      changing: ["/model/scores/bias", "/optimizer/adamw/firstMoment/hidden/bias"], to: forged)
    let plain = try Ckpt.current.run(["verify", forged])
    #expect(plain.status == 0, "its digests are right: \(plain)")
    let outcome = try Ckpt.current.run(["verify", forged, "--rerun"])
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.output.hasPrefix("Not verified: "), "\(outcome)")
    #expect(outcome.output.contains("/model/scores/bias: 1 of 10 elements differ, first [0]"))
    let json = try Ckpt.current.run(["verify", forged, "--rerun", "--json"])
    let report = try JSONParser.parse(Array(json.output.utf8))
    #expect(json.status == 1 && report["verified"]?.bool == false)
    #expect(report["firstDifference"]?["tensor"]?.string == "/model/scores/bias")
    #expect(report["firstDifference"]?["step"]?.integer == 12)
  }

  @Test("replay names the first step and tensor at which a record is not what the run gives")
  func forgedRecord() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"))
    let whole = try Ckpt.current.run(["replay", run.folder])
    #expect(whole.status == 0 && whole.output.hasPrefix("Identical: "), "\(whole)")
    for (step, path) in [(16, "/model/hidden/weight"), (24, "/model/hidden/bias")] {
      let target = run.folder + "/checkpoints/" + ShortRun.name(step: step)
      let copy = folder.place("copy.h5")
      try ScratchFolder.copy(target, to: copy)
      try ScratchFolder.remove(target)
      try Self.forge(copy, changing: [path], to: target)
      try ScratchFolder.remove(copy)
    }
    let outcome = try Ckpt.current.run(["replay", run.folder])
    #expect(outcome.status == 1, "\(outcome)")
    #expect(
      outcome.output.contains("step 16 differs: /model/hidden/weight: 1 of 4096 elements differ"),
      "\(outcome)")
    let json = try Ckpt.current.run(["replay", run.folder, "--json", "--threads", "2"])
    let report = try JSONParser.parse(Array(json.output.utf8))
    #expect(json.status == 1 && report["identical"]?.bool == false)
    #expect(report["firstDifference"]?["step"]?.integer == 16)
    #expect(report["firstDifference"]?["tensor"]?.string == "/model/hidden/weight")
    let wrong = try #require(report["checkpoints"]?.array)
      .filter { $0["identical"]?.bool == false }.compactMap { $0["step"]?.integer }
    #expect(wrong == [16, 24])
  }
}
