/// A run of 30 steps in which everything happens that a checkpoint has to remember.
///
/// 29 micro-batches an epoch, the last of them smaller, in windows of 3: the last window of an epoch
/// has 2. Three epochs with dropout, augmentation, AdamW, clipping, a warm-up with a cosine, validation
/// every 5 steps, early stopping that counts, a log row at every step.
enum ShortRun {
  static let steps = 30

  /// Arguments of `ckpt train`.
  static func arguments(
    output: String, savingEvery cadence: Int = 4, _ more: [String] = []
  ) -> [String] {
    [
      "train", "digits-mlp", "--output", output, "--max-epochs", "3",
      "--checkpoint-every-n-steps", "\(cadence)",
    ]
      + settings([
        "data.batchSize=50", "trainer.accumulateGradBatches=3", "trainer.validateEveryNSteps=5",
        "trainer.logEveryNSteps=1", "trainer.gradientClipNorm=0.5", "scheduler.warmUpSteps=5",
        "model.dropout=0.1", "data.shift=1", "earlyStopping.monitor=val_loss",
        "earlyStopping.patience=50",
      ]) + more
  }

  /// `--set` for each key.
  static func settings(_ keys: [String]) -> [String] { keys.flatMap { ["--set", $0] } }

  /// Name of the checkpoint of a step.
  static func name(step: Int) -> String {
    let digits = String(step)
    return "step-" + String(repeating: "0", count: 8 - digits.count) + digits + ".h5"
  }

  /// Trains to the end and returns what is left behind.
  static func uninterrupted(
    output: String, savingEvery cadence: Int = 4, _ more: [String] = []
  ) throws -> RunFiles {
    let outcome = try Ckpt.current.run(
      arguments(output: output, savingEvery: cadence, more))
    guard outcome.status == 0 else {
      throw ChildProcess.Failure(description: "the short run failed: \(outcome)")
    }
    return try RunFiles(output)
  }
}
