import Testing

/// A run of some 15 steps of a built-in task: small enough to be repeated in every way there is.
///
/// Every one has validations that fall into the middle of epochs, a smaller last batch, dropout and a log
/// row at every step; every one with an automatic optimization also accumulation with a shorter last
/// window, clipping and warm-up.
struct SmallRun: Sendable, CustomTestStringConvertible {
  /// The task's name.
  let task: String
  /// What the run is, besides what all have in common.
  let settings: [String]
  /// The user's data, for a task that trains on some.
  var data: String?
  /// What falls as the task learns.
  var measure = "val_loss"

  /// One for each built-in task.
  static let all = [
    SmallRun(
      task: "digits-mlp",
      settings: automatic + ["data.batchSize=110", "model.hidden=32", "model.dropout=0.1"]),
    SmallRun(
      task: "digits-cnn",
      settings: automatic + ["data.batchSize=110", "model.channels=4", "model.dropout=0.1"]),
    SmallRun(
      task: "digits-autoencoder",
      settings: automatic + [
        "data.batchSize=110", "data.shift=1", "model.hidden=16", "model.code=4",
        "model.dropout=0.1",
      ]),
    SmallRun(
      task: "digits-gan",
      settings: [
        "data.batchSize=330", "data.shift=1", "model.noise=5", "model.hidden=32",
        "model.dropout=0.1", "optimizer.generatorLearningRate=0.01",
        "optimizer.discriminatorLearningRate=0.01",
      ], measure: "val_distance"),
    SmallRun(
      task: "char-gpt",
      settings: automatic + [
        "data.tokens=8", "data.batchSize=10", "model.layers=2", "model.width=12", "model.heads=3",
        "model.dropout=0.1",
      ], data: poem),
    SmallRun(
      task: "tiny-bert",
      settings: automatic + [
        "data.tokens=8", "data.batchSize=10", "model.layers=1", "model.width=12", "model.heads=3",
        "model.dropout=0.1",
      ], data: poem),
  ]

  /// Settings that only automatic optimization can obey, and a schedule that goes with it.
  private static let automatic = [
    "trainer.accumulateGradBatches=3", "trainer.gradientClipNorm=0.5", "scheduler.warmUpSteps=5",
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
        ["trainer.validateEveryNSteps=4", "trainer.logEveryNSteps=1"] + settings) + more
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
