import Foundation
import Testing

@Suite struct TuneTests {
  private static let search = [
    "tune", "learning-rate", "digits-mlp", "--steps", "40", "--minimum", "1e-5", "--json",
  ]

  @Test("tune learning-rate says the same on every device and thread count, and writes no file")
  func learningRate() throws {
    let folder = try ScratchFolder()
    let outcome = try Ckpt.current.run(Self.search, in: folder.path)
    try #require(outcome.status == 0, "\(outcome)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let rates = try #require(json["rates"] as? [Double])
    #expect(rates.count == 40 && rates[0] == 1e-5 && json["diverged"] as? Bool == false)
    #expect(rates.contains(try #require(json["suggestion"] as? Double)))
    #expect((json["losses"] as? [Double])?.count == 40)
    #expect((json["smoothedLosses"] as? [Double])?.count == 40)
    for condition in [["--threads", "3"], ["--device", "reference"]] {
      let again = try Ckpt.current.run(Self.search + condition, in: folder.path)
      #expect(again.status == 0 && again.output == outcome.output, "\(again)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test(
    "what cannot be searched for is trouble in one line",
    arguments: [
      (["digits-gan"], "by hand"), (["digits-mlp", "--steps", "1"], "--steps"),
      (["digits-mlp", "--minimum", "2"], "--minimum"), (["no-such-task"], "no-such-task"),
      (["digits-mlp", "--threads", "0"], "--threads"), (["digits-mlp", "--data", "x"], "--data"),
      (["digits-mlp", "--stepz"], "tune learning-rate --help"),
    ])
  func trouble(arguments: [String], word: String) throws {
    let outcome = try Ckpt.current.run(["tune", "learning-rate"] + arguments)
    #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome)")
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(word), "\(outcome)")
  }

  @Test("tune batch-size says the same on every device and thread count, and writes no file")
  func batchSize() throws {
    let folder = try ScratchFolder()
    let search = [
      "tune", "batch-size", "digits-mlp", "--set", "model.hidden=8", "--memory", "64KiB", "--exact",
      "--json",
    ]
    let outcome = try Ckpt.current.run(search, in: folder.path)
    try #require(outcome.status == 0, "\(outcome)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let size = try #require(json["batchSize"] as? Int)
    let trials = try #require(json["trials"] as? [[String: Any]])
    #expect(trials.contains { $0["batchSize"] as? Int == size && $0["fits"] as? Bool == true })
    #expect(trials.contains { $0["batchSize"] as? Int == size + 1 && $0["fits"] as? Bool == false })
    for condition in [["--threads", "3"], ["--device", "reference"]] {
      let again = try Ckpt.current.run(search + condition, in: folder.path)
      #expect(again.status == 0 && again.output == outcome.output, "\(again)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("tune takes the file that train --print-config prints, its execution: map included")
  func configurationFile() throws {
    let folder = try ScratchFolder()
    let settings = ["--set", "model.hidden=8", "--device", "reference"]
    let printed = try Ckpt.current.run(["train", "digits-mlp", "--print-config"] + settings)
    try #require(printed.status == 0, "\(printed)")
    let file = try folder.write(Array(printed.output.utf8), to: "run.yaml")
    let search = ["tune", "batch-size", "--memory", "64KiB", "--json"]
    let expected = try Ckpt.current.run(search + ["digits-mlp"] + settings)
    let found = try Ckpt.current.run(search + ["--config", file])
    #expect(found.status == 0 && found.output == expected.output, "\(found)")
    for (line, word) in [
      ("device: nothing", "nothing"), ("threads: 0", "--threads 0"),
      ("treads: 2", "execution.threads"), ("data: text", "--data"),
    ] {
      let text = "run:\n  task: digits-mlp\nexecution:\n  \(line)\n"
      let wrong = try folder.write(Array(text.utf8), to: "wrong.yaml")
      let outcome = try Ckpt.current.run(search + ["--config", wrong])
      #expect(outcome.status == 2 && outcome.errors.contains(word), "\(outcome)")
    }
    // What the command line says counts.
    let text = "run:\n  task: digits-mlp\nexecution:\n  device: nothing\n"
    let other = try folder.write(Array(text.utf8), to: "other.yaml")
    let mended = try Ckpt.current.run(search + ["--config", other] + settings)
    #expect(mended.status == 0 && mended.output == expected.output, "\(mended)")
  }

  @Test(
    "a batch size that cannot be searched for is trouble in one line",
    arguments: [
      (["--memory", "1KiB"], "more than the limit of 1024"), (["--memory", "much"], "--memory"),
      (["--memory", "1GiB", "--initial", "0"], "--initial"), ([], "--memory"),
    ])
  func batchSizeTrouble(arguments: [String], word: String) throws {
    let outcome = try Ckpt.current.run(["tune", "batch-size", "digits-mlp"] + arguments)
    #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome)")
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(word), "\(outcome)")
  }
}
