import CanonicalJSON
import Foundation
import Testing

/// What a run is comes from its configuration; a mistake in it is named, never ignored.
@Suite(.serialized) struct ConfigurationTests {
  @Test("resuming with a value that differs from the run's is refused with the key, status 2")
  func differingValue() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"))
    let resume = ["train", "digits-mlp", "--output", run.folder, "--resume", "last"]
    let differing: [(arguments: [String], key: String)] = [
      (["--seed", "1"], "seed"), (["--shards", "2"], "shards"),
      (["--set", "optimizer.learningRate=0.5"], "optimizer.learningRate"),
      (["--set", "data.batchSize=64"], "data.batchSize"),
      (["--set", "trainer.accumulateGradBatches=1"], "trainer.accumulateGradBatches"),
      (["--set", "model.dropout=0"], "model.dropout"),
      (["--checkpoint-every-n-steps", "5"], "checkpoint.everyNSteps"),
      // A limit may be raised, not lowered.
      (["--max-epochs", "2"], "trainer.maxEpochs"),
    ]
    for (arguments, key) in differing {
      let outcome = try Ckpt.current.run(resume + arguments)
      TroubleTests.expectTrouble(outcome, naming: "\(key) is ")
    }
    #expect(try RunFiles(run.folder).lacks(of: run) == [])
    #expect(try RunFiles(run.folder).names == run.names)
  }

  @Test("resuming with a raised limit trains on from where the run ended")
  func raisedLimit() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"))
    let outcome = try Ckpt.current.run([
      "train", "digits-mlp", "--output", run.folder, "--resume", "last", "--max-epochs", "4",
    ])
    #expect(outcome.status == 0, "\(outcome)")
    let files = try RunFiles(run.folder)
    #expect(files.names == run.names + [32, 36, 40].map(ShortRun.name))
    for name in run.names { #expect(files.bytes(name) == run.bytes(name)) }
    #expect(files.log.hasPrefix(run.log))
    let verified = try Ckpt.current.run(["verify", run.folder])
    #expect(verified.status == 0, "\(verified)")
  }

  @Test("what --print-config prints, and config.yaml, give the same bytes through --config")
  func printedConfiguration() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"))
    let printed = try Ckpt.current.run(
      ShortRun.arguments(output: folder.place("again"), ["--print-config"]))
    try #require(printed.status == 0 && printed.errors.isEmpty, "\(printed)")
    #expect(!FileManager.default.fileExists(atPath: folder.place("again")), "nothing is trained")
    let file = try folder.write(Array(printed.output.utf8), to: "printed.yaml")
    let again = try Ckpt.current.run(["train", "--config", file])
    try #require(again.status == 0, "\(again)")
    #expect(try RunFiles(folder.place("again")).lacks(of: run) == [])

    let kept = try Ckpt.current.run([
      "train", "--config", run.folder + "/config.yaml", "--output", folder.place("kept"),
    ])
    try #require(kept.status == 0, "\(kept)")
    #expect(try RunFiles(folder.place("kept")).lacks(of: run) == [])
    let reprinted = try Ckpt.current.run(["train", "--config", file, "--print-config"])
    #expect(reprinted.output == printed.output)
  }

  @Test("sections are shown as null until they are set; a run with them resumes and runs again")
  func sections() throws {
    let folder = try ScratchFolder()
    let task = ["train", "digits-mlp", "--max-epochs", "2"]
    let none = try Ckpt.current.run(task + ["--print-config"])
    #expect(none.output.contains("\n  weightAveraging: null\n"), "\(none)")
    #expect(none.output.contains("\n  backboneFinetuning: null\n"), "\(none)")
    let settings = ShortRun.settings([
      "weightAveraging.decay=0.75", "backboneFinetuning.backbone=hidden",
      "backboneFinetuning.unfreezingAtEpoch=1",
    ])
    let printed = try Ckpt.current.run(task + settings + ["--print-config"])
    #expect(printed.output.contains("\n  weightAveraging:\n    average: exponential\n"))
    let file = try folder.write(Array(printed.output.utf8), to: "run.yaml")
    let whole = try Ckpt.current.run(
      ["train", "--config", file, "--output", folder.place("whole")])
    try #require(whole.status == 0, "\(whole)")
    let output = folder.place("stopped")
    let stopped = try Ckpt.current.run(task + settings + ["--output", output, "--stop-after", "7"])
    try #require(stopped.status == 0, "\(stopped)")
    let resumed = try Ckpt.current.run(["train", "--resume", output + "/checkpoints/last.h5"])
    try #require(resumed.status == 0, "\(resumed)")
    let files = try RunFiles(folder.place("whole"))
    #expect(try RunFiles(output).lacks(of: files) == [])
    let again = try Ckpt.current.run(["verify", files.last, "--rerun"])
    #expect(again.status == 0, "\(again)")
  }

  @Test("an unknown key or a value of the wrong kind is refused with its name, status 2")
  func unknownKeys() throws {
    let folder = try ScratchFolder()
    let output = folder.place("run")
    let wrong: [(setting: String, key: String)] = [
      ("trainer.maxEpoch=3", "trainer.maxEpoch"), ("learningRate=1", "learningRate"),
      ("optimizer.momentum=0.9", "optimizer.momentum"), ("trainer=3", "trainer"),
      ("data.batchSize=large", "data.batchSize"), ("data.batchSize=0", "data.batchSize"),
      ("optimizer.name=sgd", "optimizer.name"), ("model.dropout=1", "model.dropout"),
      ("trainer.maxEpochs=-1", "trainer.maxEpochs"),
      ("earlyStopping.monitor=3", "earlyStopping.monitor"),
      ("checkpoint.monitor=true", "checkpoint.monitor"), ("=3", "=3"), ("seed", "seed"),
      ("weightAveraging.decy=0.9", "did you mean weightAveraging.decay?"),
      ("weightAveraging.decay=2", "weightAveraging.decay"),
      ("backboneFinetuning.backbone=hiden", "did you mean hidden?"),
    ]
    for (setting, key) in wrong {
      let outcome = try Ckpt.current.run([
        "train", "digits-mlp", "--output", output, "--set", setting,
      ])
      TroubleTests.expectTrouble(outcome, naming: key)
    }
    let texts: [(yaml: String, key: String)] = [
      ("run:\n  task: digits-mlp\n  trainer:\n    maxEpoch: 3\n", "trainer.maxEpoch"),
      ("run:\n  task: digits-mlp\nexecution:\n  thread: 2\n", "execution.thread"),
      ("run:\n  task: digits-mlp\nexecution:\n  threads: many\n", "execution.threads"),
      (
        "run:\n  task: digits-mlp\nexecution:\n  deviceStatistics: some\n",
        "execution.deviceStatistics: expected one of steps, all"
      ),
      ("run:\n  task: digits-mlp\nexecution:\n  profiler: 3\n", "execution.profiler"),
      (
        "run:\n  task: digits-mlp\nexecution:\n  modelSumary: 1\n",
        "did you mean execution.modelSummary?"
      ),
      ("run:\n  task: digits-mlp\nexecution:\n  modelSummary: all\n", "execution.modelSummary"),
      ("run:\n  task: digits-mlp\nexecution:\n  modelSummary: -2\n", "--model-summary -2"),
      ("runs:\n  task: digits-mlp\n", "runs"), ("run:\n  task: other\n", "other"),
      ("run: [1, 2\n", "wrong.yaml"), ("", "wrong.yaml"),
      ("run: " + String(repeating: "[", count: 100_000), "wrong.yaml"),
    ]
    for (yaml, key) in texts {
      let file = try folder.write(Array(yaml.utf8), to: "wrong.yaml")
      let outcome = try Ckpt.current.run(["train", "--config", file, "--output", output])
      TroubleTests.expectTrouble(outcome, naming: key)
      #expect(outcome.errors.utf8.count < 1000, "a line to read, not the whole file")
    }
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test("a number that is too large for what it counts is refused with its key, never a crash")
  func hugeNumbers() throws {
    let folder = try ScratchFolder()
    let output = folder.place("run")
    let huge = "9223372036854775807"
    let train = ["train", "digits-mlp", "--output", output]
    for (setting, key) in [
      ("shards=1000000000000", "shards"), ("shards=\(huge)", "shards"),
      ("model.hidden=100000000", "model.hidden"), ("model.hidden=\(huge)", "model.hidden"),
      ("data.shift=2000000000", "data.shift"), ("trainer.maxEpochs=\(huge)", "trainer.maxEpochs"),
    ] {
      let outcome = try Ckpt.current.run(train + ["--set", setting])
      TroubleTests.expectTrouble(outcome, naming: key, "a whole number from")
    }
    let epochs = try Ckpt.current.run(train + ["--max-epochs", huge, "--stop-after", "1"])
    TroubleTests.expectTrouble(epochs, naming: "trainer.maxEpochs")
    #expect(!FileManager.default.fileExists(atPath: output))
    // A batch or window that is larger than the data is all of it.
    for key in ["data.batchSize", "trainer.accumulateGradBatches", "checkpoint.everyNSteps"] {
      let place = folder.place(key)
      let outcome = try Ckpt.current.run([
        "train", "digits-mlp", "--output", place, "--max-epochs", "1", "--set", "\(key)=\(huge)",
      ])
      #expect(outcome.status == 0, "\(key): \(outcome)")
    }
  }

  @Test(
    "every seed of 64 bits is trained with as it was written: by option, --set, file and resume")
  func wholeSeeds() throws {
    let folder = try ScratchFolder()
    for seed in ["0", "9007199254740993", "9223372036854775808", "18446744073709551615"] {
      let task = ["train", "digits-mlp", "--max-steps", "1"]
      let file = try folder.write(
        Array("run:\n  task: digits-mlp\n  seed: \(seed)\n".utf8), to: "\(seed).yaml")
      let ways = [
        task + ["--seed", seed], task + ["--set", "seed=\(seed)"],
        ["train", "--config", file, "--max-steps", "1"],
      ]
      for (index, arguments) in ways.enumerated() {
        let output = folder.place("\(seed)-\(index)")
        let outcome = try Ckpt.current.run(arguments + ["--output", output])
        try #require(outcome.status == 0, "\(arguments): \(outcome)")
        let stored = try Python.json(
          "import h5py, json, sys; print(json.dumps(str(h5py.File(sys.argv[1])['data/seed'][()])))",
          [output + "/checkpoints/last.h5"])
        #expect(stored == .string(seed), "\(arguments)")
        let resumed = try Ckpt.current.run([
          "train", "--output", output, "--resume", output + "/checkpoints/last.h5",
          "--max-steps", "2",
        ])
        #expect(resumed.status == 0, "\(resumed)")
        let again = try Ckpt.current.run(["verify", output, "--rerun"])
        #expect(again.status == 0, "\(again)")
      }
    }
  }

  @Test("a number that a file writes as text is the same run, byte for byte")
  func numberAsText() throws {
    let folder = try ScratchFolder()
    let checkpoints = try ["5", "\"5\""].enumerated().map { index, seed in
      let file = try folder.write(
        Array("run:\n  task: digits-mlp\n  seed: \(seed)\n".utf8), to: "\(index).yaml")
      let output = folder.place("run\(index)")
      let outcome = try Ckpt.current.run([
        "train", "--config", file, "--max-steps", "1", "--output", output,
      ])
      try #require(outcome.status == 0, "\(outcome)")
      return try Data(contentsOf: URL(fileURLWithPath: output + "/checkpoints/last.h5"))
    }
    #expect(checkpoints[0] == checkpoints[1])
  }

  @Test("a device or profile that does not exist here is refused with those that do, status 2")
  func unknownDeviceOrProfile() throws {
    let folder = try ScratchFolder()
    let train = ["train", "digits-mlp", "--output", folder.place("run")]
    for device in ["opencl", "opencl:0", "cuda", "gpu", ""] {
      let outcome = try Ckpt.current.run(train + ["--device", device])
      TroubleTests.expectTrouble(outcome, naming: "'\(device)'", "reference", "cpu")
    }
    for profile in ["exact", "fast"] {
      let outcome = try Ckpt.current.run(train + ["--profile", profile])
      TroubleTests.expectTrouble(outcome, naming: profile, "ordered")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.place("run")))
    let run = try ShortRun.uninterrupted(output: folder.place("short"))
    let rerun = try Ckpt.current.run(["verify", run.folder, "--rerun", "--devices", "opencl"])
    TroubleTests.expectTrouble(rerun, naming: "opencl", "reference", "cpu")
  }
}
