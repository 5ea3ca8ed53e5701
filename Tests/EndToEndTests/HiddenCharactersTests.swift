import Testing

/// The task that hides characters: when the hidden ones change, and what happens when there are none.
@Suite(.serialized) struct HiddenCharactersTests {
  private static func train(
    _ settings: [String], _ more: [String] = [], in folder: ScratchFolder
  ) throws -> ChildProcess.Outcome {
    let run = try #require(SmallRun.all.first { $0.task == "tiny-bert" })
    let dropout = ["model.dropout=0"]
    return try Ckpt.current.run(
      run.arguments(
        output: folder.place("run"), in: folder, ShortRun.settings(dropout + settings) + more))
  }

  /// The values of a name in the log, in order.
  private static func values(_ name: String, in folder: ScratchFolder) throws -> [Double] {
    try RunFiles(folder.place("run")).log.split(separator: "\n")
      .filter { $0.contains(",\(name),") }
      .compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
  }

  @Test("RNG-019: each validation hides the same characters, each training epoch others")
  func masks() throws {
    let folder = try ScratchFolder()
    let still = try Self.train(["optimizer.learningRate=0"], in: folder)
    try #require(still.status == 0, "\(still)")
    let validations = try Self.values("val_loss", in: folder)
    #expect(validations.count >= 3 && validations.allSatisfy { $0 == validations[0] })
    let epochs = try Self.values("train_loss_epoch", in: folder)
    #expect(epochs.count == 3 && Set(epochs).count == 3, "\(epochs)")
  }

  @Test("where nothing is hidden the loss is 0, not NaN: small shards may well have nothing")
  func nothingHidden() throws {
    let folder = try ScratchFolder()
    let outcome = try Self.train(["masking.chosen=0"], in: folder)
    try #require(outcome.status == 0, "\(outcome)")
    for name in ["train_loss_epoch", "val_loss"] {
      let losses = try Self.values(name, in: folder)
      #expect(losses.count >= 3 && losses.allSatisfy { $0 == 0 }, "\(losses)")
    }
  }

  @Test("shares that are none are refused by their keys, in one line")
  func refusals() throws {
    let folder = try ScratchFolder()
    for (setting, key) in [
      ("masking.random=0.3", "masking.random"), ("masking.chosen=1.5", "masking.chosen"),
      ("masking.masked=-0.1", "masking.masked"), ("model.heads=5", "model.heads"),
    ] {
      let outcome = try Self.train([setting], in: folder)
      TroubleTests.expectTrouble(outcome, naming: key)
    }
  }
}
