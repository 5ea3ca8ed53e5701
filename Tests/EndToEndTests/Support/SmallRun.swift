import Testing

/// A run of some 15 steps of a built-in task: small enough to be repeated in every way there is.
///
/// Every one has epochs that end in the middle, a smaller last batch, accumulation with a shorter last
/// window, dropout, clipping, warm-up, validation and a log row at every step.
struct SmallRun: Sendable, CustomTestStringConvertible {
  /// The task's name.
  let task: String
  /// What the run is, besides what all have in common.
  let settings: [String]
  /// The user's data, for a task that trains on some.
  var data: String?

  /// One for each built-in task.
  static let all = [
    SmallRun(
      task: "digits-mlp",
      settings: ["data.batchSize=110", "model.hidden=32", "model.dropout=0.1"]),
    SmallRun(
      task: "digits-cnn",
      settings: ["data.batchSize=110", "model.channels=4", "model.dropout=0.1"]),
    SmallRun(
      task: "char-gpt",
      settings: [
        "data.tokens=8", "data.batchSize=10", "model.layers=2", "model.width=12", "model.heads=3",
        "model.dropout=0.1",
      ], data: poem),
  ]

  var testDescription: String { task }

  /// 1,434 characters, 33 of them distinct and some outside of ASCII.
  static let poem = (0..<37).map { "Zeile \($0 * $0), naïve Prosa — kein Gedicht.\n" }.joined()

  /// Arguments of `ckpt train`; the user's data are written into the folder.
  func arguments(
    output: String, in folder: ScratchFolder, _ more: [String] = []
  ) throws -> [String] {
    let file = try data.map { try folder.write($0.utf8, to: "\(task).txt") }
    return ["train", task, "--output", output, "--max-epochs", "3"]
      + ["--checkpoint-every-n-steps", "4"] + (file.map { ["--data", $0] } ?? [])
      + ShortRun.settings(
        [
          "trainer.accumulateGradBatches=3", "trainer.validateEveryNSteps=4",
          "trainer.logEveryNSteps=1", "trainer.gradientClipNorm=0.5", "scheduler.warmUpSteps=5",
        ] + settings) + more
  }

  /// Trains and returns what is left behind.
  func train(
    output: String, in folder: ScratchFolder, _ more: [String] = [],
    environment: [String: String] = [:]
  ) throws -> RunFiles {
    let outcome = try Ckpt.current.run(
      try arguments(output: output, in: folder, more), environment: environment)
    guard outcome.status == 0 else {
      throw ChildProcess.Failure(description: "the small run of \(task) failed: \(outcome)")
    }
    return try RunFiles(output)
  }
}
