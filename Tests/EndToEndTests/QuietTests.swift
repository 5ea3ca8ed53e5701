import Foundation
import Testing

/// What a run tells people, which no file depends on.
@Suite struct QuietTests {
  /// A run of two steps.
  private func train(_ folder: ScratchFolder, _ name: String, _ more: [String]) throws
    -> (outcome: ChildProcess.Outcome, files: RunFiles)
  {
    let outcome = try Ckpt.current.run(
      ["train", "digits-cnn", "--max-steps", "2", "--output", folder.place(name)] + more)
    try #require(outcome.status == 0, "\(outcome)")
    return (outcome, try RunFiles(folder.place(name)))
  }

  /// The first column of the table of the model.
  private func layers(_ outcome: ChildProcess.Outcome) -> [String] {
    let lines = outcome.errors.split(separator: "\n")
    guard let start = lines.firstIndex(where: { $0.hasPrefix("layer ") }),
      let end = lines.firstIndex(where: { $0.hasPrefix("parameters: ") })
    else { return [] }
    return lines[(start + 1)..<end].map { $0.split(separator: " ").first.map(String.init) ?? "" }
  }

  @Test("--model-summary says how many levels are shown: 1 without it, 0 none, -1 all")
  func levels() throws {
    let folder = try ScratchFolder()
    let one = try train(folder, "one", [])
    let models = ["(model)", "first", "second", "flatten", "dropout", "scores"]
    #expect(Set(layers(one.outcome)).isSubset(of: models) && layers(one.outcome).count > 3)
    let none = try train(folder, "none", ["--model-summary", "0"])
    #expect(layers(none.outcome) == [] && none.outcome.errors.contains("training digits-cnn"))
    let all = try train(folder, "all", ["--model-summary", "-1"])
    #expect(layers(all.outcome).contains("first.convolution"))
    let file = try folder.write(
      Array("run:\n  task: digits-cnn\nexecution:\n  modelSummary: -1\n".utf8), to: "all.yaml")
    let configured = try train(folder, "configured", ["--config", file])
    #expect(layers(configured.outcome) == layers(all.outcome))
    for other in [none, all, configured] { #expect(other.files.lacks(of: one.files) == []) }
  }

  @Test("--device-statistics writes a file of its own, by option or key, and changes no other")
  func statistics() throws {
    let folder = try ScratchFolder()
    let none = try train(folder, "none", [])
    let file = try folder.write(
      Array("run:\n  task: digits-cnn\nexecution:\n  deviceStatistics: all\n".utf8),
      to: "all.yaml")
    for (name, more, least) in [
      ("steps", ["--device-statistics", "steps", "--quiet"], 2), ("all", ["--config", file], 4),
    ] {
      let run = try train(folder, name, more)
      #expect(run.files.lacks(of: none.files) == [])
      let text = try String(
        contentsOfFile: folder.place("\(name)/device-statistics.csv"), encoding: .utf8)
      let rows = text.split(separator: "\n").dropFirst()
      #expect(rows.count >= least && rows.count { $0.hasPrefix("fit,") } == 2, "\(text)")
      #expect(rows.contains { $0.hasPrefix("sanityCheck,") } == (name == "all"), "\(text)")
    }
    let wrong = try Ckpt.current.run(["train", "digits-cnn", "--device-statistics", "some"])
    #expect(wrong.status == 2 && wrong.errorLines.count == 1, "\(wrong)")
  }

  @Test("--quiet leaves the result on standard output and errors; the files are the same")
  func quiet() throws {
    let folder = try ScratchFolder()
    let loud = try train(folder, "loud", [])
    let quiet = try train(folder, "quiet", ["--quiet", "--model-summary", "-1"])
    #expect(!loud.outcome.errors.isEmpty && quiet.outcome.errors.isEmpty, "\(quiet.outcome)")
    #expect(quiet.outcome.output.hasPrefix("finished after step 2"))
    #expect(quiet.files.lacks(of: loud.files) == [])
    let again = try Ckpt.current.run([
      "train", "digits-cnn", "--quiet", "--output", folder.place("quiet"),
    ])
    #expect(again.status == 2 && again.errorLines.count == 1, "\(again)")
  }
}
