import CanonicalJSON
import Tensors
import Testing
import Training

/// The keys that every task shares, and what is said of wrong ones.
@Suite("Configuration keys")
struct ConfigurationKeysTests {
  private func configuration(_ settings: [String: JSONValue] = [:]) throws -> RunConfiguration {
    var configuration = RunConfiguration(
      defaults: .object([("task", "small")] + RunConfiguration.sharedDefaults))
    for key in settings.keys.sorted() {
      try configuration.set(key, to: settings[key] ?? .null)
    }
    return configuration
  }

  @Test("a wrong key is named with the nearest right one, where one is near")
  func nearest() throws {
    for (key, hint) in [
      ("trainer.maxEpoch", "trainer.maxEpochs"),
      ("trainer.gradientClipNrom", "trainer.gradientClipNorm"),
      ("chekpoint", "checkpoint"), ("seeds", "seed"), ("TRAINER", "trainer"),
    ] {
      let error = #expect(throws: TrainingError.self) { try configuration([key: 1]) }
      #expect(
        error?.message.contains("unknown key \(key) (did you mean \(hint)?)") ?? false, "\(key)")
    }
    let far = #expect(throws: TrainingError.self) { try configuration(["zebra": 1]) }
    #expect(far?.message.hasPrefix("unknown key zebra; the keys there are ") ?? false)
    #expect(NearestName.of("", among: ["a"]) == "a")
    #expect(NearestName.of("abc", among: []) == nil)
  }

  @Test("every shared key reaches the plan, the callbacks and the loggers")
  func values() throws {
    let plan = try configuration([
      "trainer.minEpochs": 2, "trainer.minSteps": 3, "trainer.gradientClipValue": 0.5,
      "trainer.gradientClipNorm": .null, "trainer.precision": "bf16-mixed",
      "trainer.limitTrainBatches": 0.5, "trainer.limitValidationBatches": 7,
      "trainer.overfitBatches": .null, "trainer.validateEveryShare": 0.25,
      "trainer.validateEveryNEpochs": 4,
    ]).plan()
    #expect(
      plan
        == TrainingPlan(
          maxEpochs: 20, minEpochs: 2, minSteps: 3, validateEveryShare: 0.25,
          validateEveryNEpochs: 4, limitTrainBatches: .share(0.5),
          limitValidationBatches: .batches(7), gradientClipValue: 0.5, precision: .mixedBFloat16))
    let windows = try configuration(["trainer.accumulateGradBatches": [[0, 4], [3, 1]]]).plan()
    #expect(
      windows.accumulateGradBatches
        == GradientAccumulationScheduler([(fromEpoch: 0, batches: 4), (fromEpoch: 3, batches: 1)]))
    let loggers = try configuration(["loggers": ["tensorboard", "csv"]]).loggers()
    #expect(loggers.map(\.name) == ["tensorboard", "csv"])
    #expect(try configuration(["loggers": []]).loggers().isEmpty)
    let names = try configuration(["earlyStopping.monitor": "val_loss"]).callbacks().map(\.name)
    #expect(names == ["learningRateMonitor", "earlyStopping", "modelCheckpoint"])
  }

  @Test("a section that is set comes in with its defaults, and goes when it is null")
  func sections() throws {
    let none = try configuration()
    #expect(none["weightAveraging"] == nil && none["backboneFinetuning"] == nil)
    #expect(none.completeMap["weightAveraging"] == .null)
    #expect(none.completeMap["backboneFinetuning"] == .null)
    var averaged = try configuration(["weightAveraging.decay": 0.5])
    #expect(
      averaged["weightAveraging"]
        == ["average": "exponential", "decay": 0.5, "warmsUp": false, "from": 1, "every": 1])
    #expect(averaged["backboneFinetuning"] == nil)
    try averaged.merge(["weightAveraging": ["every": 3], "backboneFinetuning": [:]])
    #expect(averaged["weightAveraging.decay"] == 0.5 && averaged["weightAveraging.every"] == 3)
    #expect(averaged["backboneFinetuning.unfreezingAtEpoch"] == 10)
    try averaged.merge(averaged.completeMap)
    #expect(averaged["weightAveraging.decay"] == 0.5)
    try averaged.merge(["weightAveraging": .null, "backboneFinetuning": .null])
    #expect(averaged.map == none.map)
    try averaged.merge(none.completeMap)
    #expect(averaged.map == none.map)
    let names = try configuration([
      "weightAveraging.average": "stochastic", "backboneFinetuning.backbone": "hidden",
    ]).callbacks().map(\.name)
    #expect(
      names == [
        "learningRateMonitor", "weightAveraging", "backboneFinetuning", "modelCheckpoint",
      ])
    for (key, hint) in [
      ("weightAveragin", "weightAveraging"), ("weightAveraging.decy", "weightAveraging.decay"),
      ("backbonefinetuning", "backboneFinetuning"),
      ("backboneFinetuning.backbon", "backboneFinetuning.backbone"),
    ] {
      let error = #expect(throws: TrainingError.self) { try configuration([key: 1]) }
      #expect(error?.message.contains("(did you mean \(hint)?)") ?? false, "\(key)")
    }
    let kind = #expect(throws: TrainingError.self) { try configuration(["weightAveraging": 3]) }
    #expect(kind?.message.hasPrefix("weightAveraging: expected a map with the keys ") ?? false)
  }

  @Test("a value that makes no sense is an error that names its key")
  func wrongValues() throws {
    for (key, value) in [
      ("loggers", ["cvs"]), ("loggers", ["csv", "csv"]), ("trainer.precision", "bf16"),
      ("trainer.limitTrainBatches", -1), ("trainer.limitTrainBatches", 1.5),
      ("trainer.validateEveryShare", 1), ("trainer.gradientClipValue", 0),
      ("trainer.accumulateGradBatches", [[1, 4]]), ("trainer.accumulateGradBatches", [3]),
      ("checkpoint.filename", "{epoch"), ("checkpoint.saveTopK", -2),
      ("weightAveraging.average", "some"), ("weightAveraging.decay", 1),
      ("weightAveraging.every", 0), ("weightAveraging.from", 0), ("weightAveraging.warmsUp", 1),
      ("backboneFinetuning.unfreezingAtEpoch", -1), ("backboneFinetuning.backbone", 3),
    ] as [(String, JSONValue)] {
      let error = #expect(throws: TrainingError.self, "\(key)") {
        let configuration = try configuration([key: value])
        _ = try (configuration.plan(), configuration.callbacks(), configuration.loggers())
      }
      #expect(error?.message.hasPrefix(key) ?? false, "\(error?.message ?? "none")")
    }
  }
}
