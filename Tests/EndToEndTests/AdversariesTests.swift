import Testing

/// The task whose two optimizers step by hand.
@Suite(.serialized) struct AdversariesTests {
  @Test("settings that manual optimization cannot obey are refused by their keys, in one line")
  func refusals() throws {
    let folder = try ScratchFolder()
    for (setting, key) in [
      ("trainer.gradientClipNorm=0.5", "trainer.gradientClipNorm"),
      ("trainer.gradientClipValue=0.5", "trainer.gradientClipValue"),
      ("trainer.precision=16-mixed", "trainer.precision"),
      ("trainer.accumulateGradBatches=2", "trainer.accumulateGradBatches"),
      ("optimizer.generatorLearningRate=-1", "optimizer.generatorLearningRate"),
      ("optimizer.discriminatorLearningRate=fast", "optimizer.discriminatorLearningRate"),
      ("optimizer.name=sgd", "optimizer.name"), ("model.noise=0", "model.noise"),
    ] {
      let outcome = try Ckpt.current.run([
        "train", "digits-gan", "--output", folder.place("run"), "--set", setting,
      ])
      TroubleTests.expectTrouble(outcome, naming: key)
    }
  }

  @Test("the default run ends with neither side the winner, and logs losses and rates of both")
  func balance() throws {
    let folder = try ScratchFolder()
    let outcome = try Ckpt.current.run([
      "train", "digits-gan", "--output", folder.place("run"),
    ])
    try #require(outcome.status == 0, "\(outcome)")
    let rows = try RunFiles(folder.place("run")).log.split(separator: "\n")
    func values(_ name: String) -> [Double] {
      rows.filter { $0.contains(",\(name),") }
        .compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
    }
    // Where nobody can tell the two kinds apart, a guess costs log 2 for each.
    let discriminator = try #require(values("discriminator_loss_epoch").last)
    #expect((0.7...1.4).contains(discriminator))
    let generator = try #require(values("generator_loss_epoch").last)
    #expect((0.6...2).contains(generator))
    let distances = values("val_distance")
    let (first, last) = (try #require(distances.first), try #require(distances.last))
    #expect(last < first / 10, "\(distances)")
    #expect(values("learning_rate/generator").count == values("learning_rate/discriminator").count)
    #expect(!values("learning_rate/generator").isEmpty)
  }
}
