import CanonicalJSON
import Checkpoints
import Devices
import Foundation
import ReferenceDevice
import Tensors
import Testing
import Training

/// What a configuration asks for is what the same callbacks make in code.
@Suite("Configured callbacks")
struct ConfiguredCallbackTests {
  private func configuration(_ settings: [String: JSONValue]) throws -> RunConfiguration {
    var configuration = RunConfiguration(
      defaults: .object(
        [("task", "small")] + RunConfiguration.sharedDefaults(maxEpochs: 3, gradientClipNorm: nil)))
    try configuration.set("seed", to: .integer(SmallTask.seed))
    for key in settings.keys.sorted() {
      try configuration.set(key, to: settings[key] ?? .null)
    }
    return configuration
  }

  private func fit(
    _ configuration: RunConfiguration, _ execution: Execution
  ) throws -> (result: FitResult, weights: [[UInt32]]) {
    let module = SmallTask.adamW()
    let result = try configuration.trainer(on: ReferenceDevice(), execution: execution)
      .fit(module, SmallTask.data, run: configuration.map)
    return (result, try module.model.weights())
  }

  /// The same without a configuration.
  private func fit(
    _ callback: any Callback, in folder: String
  ) throws -> (result: FitResult, weights: [[UInt32]]) {
    let module = SmallTask.adamW()
    let result = try Trainer(
      TrainingPlan(seed: SmallTask.seed, maxEpochs: 3), device: ReferenceDevice(),
      execution: Execution(output: folder),
      callbacks: [LearningRateMonitor(), callback, ModelCheckpoint(saveTopK: -1)]
    ).fit(module, SmallTask.data)
    return (result, try module.model.weights())
  }

  /// Everything that a checkpoint holds, but for its run.
  private func state(_ path: String) throws -> [StateEntry] {
    try CheckpointFile(opening: path).stateTree().entries
  }

  private struct Row: CustomTestStringConvertible {
    let testDescription: String
    let settings: [String: JSONValue]
    let callback: () -> any Callback
  }

  private static var rows: [Row] {
    [
      Row(
        testDescription: "exponential", settings: ["weightAveraging": ["decay": 0.75, "every": 2]],
        callback: { WeightAveraging.exponential(decay: 0.75, every: 2) }),
      Row(
        testDescription: "exponential with a warm-up", settings: ["weightAveraging.warmsUp": true],
        callback: { WeightAveraging.exponential(warmsUp: true) }),
      Row(
        testDescription: "stochastic",
        settings: ["weightAveraging": ["average": "stochastic", "from": 4, "every": 3]],
        callback: { WeightAveraging.stochastic(from: 4, every: 3) }),
      Row(
        testDescription: "a backbone",
        settings: ["backboneFinetuning": ["backbone": "hidden", "unfreezingAtEpoch": 1]],
        callback: { BackboneFinetuning(at: "hidden", unfreezingAtEpoch: 1) }),
    ]
  }

  @Test(
    "CKPT-002: by configuration a callback gives the state it gives in code, and resumes at any step",
    arguments: 0..<4)
  func sameAsInCode(_ number: Int) throws {
    let row = Self.rows[number]
    let scratch = try ScratchFolder()
    let configuration = try configuration(row.settings)
    let whole = try fit(configuration, Execution(output: scratch.folder("whole")))
    let inCode = try fit(row.callback(), in: scratch.folder("code"))
    #expect(whole.weights == inCode.weights)
    #expect(whole.result.metrics.map(\.name) == inCode.result.metrics.map(\.name))
    #expect(
      whole.result.metrics.map(\.value.bitPattern)
        == inCode.result.metrics.map(\.value.bitPattern))
    for name in ["step-00000005.h5", "step-00000010.h5", "step-00000015.h5"] {
      let path = "checkpoints/\(name)"
      #expect(
        try state(scratch.folder("whole/\(path)")) == state(scratch.folder("code/\(path)")))
    }
    let expected = try scratch.bytes("whole/checkpoints/last.h5")
    for step in [1, 4, 5, 9, 14] {
      let folder = scratch.folder("\(step)")
      _ = try fit(configuration, Execution(output: folder, stopAfter: step))
      // As a command does: what the run is comes from the file.
      var again = try self.configuration([:])
      try again.merge(try CheckpointFile(opening: folder + "/checkpoints/last.h5").run)
      #expect(again.map == configuration.map)
      _ = try fit(
        again, Execution(output: folder, resume: folder + "/checkpoints/last.h5"))
      #expect(try scratch.bytes("\(step)/checkpoints/last.h5") == expected, "after step \(step)")
    }
  }

  @Test("a backbone's path and the layer itself freeze the same parameters")
  func paths() throws {
    let weights = try (0..<2).map { number in
      let module = SmallTask.adamW()
      try Trainer(
        TrainingPlan(seed: SmallTask.seed, maxEpochs: 3), device: ReferenceDevice(),
        callbacks: [
          number == 0
            ? BackboneFinetuning(at: "norm", unfreezingAtEpoch: 2)
            : BackboneFinetuning(module.model.norm, unfreezingAtEpoch: 2)
        ]
      ).fit(module, SmallTask.data)
      return try module.model.weights()
    }
    #expect(weights[0] == weights[1])
    let whole = SmallTask.adamW()
    try Trainer(
      TrainingPlan(seed: SmallTask.seed, maxEpochs: 3), device: ReferenceDevice()
    ).fit(whole, SmallTask.data)
    #expect(try whole.model.weights() != weights[0])
    let error = #expect(throws: TrainingError.self) {
      try fit(configuration(["backboneFinetuning.backbone": "hiden"]), Execution())
    }
    #expect(
      error?.message
        == "backboneFinetuning.backbone: the model has no layer with parameters at 'hiden' "
        + "(did you mean hidden?); there are hidden, norm, scores")
  }

  @Test("validation of a checkpoint with averages gives the bits that the run logged")
  func validatedAverages() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    let callbacks: () -> [any Callback] = { [WeightAveraging.exponential(decay: 0.75)] }
    let plan = TrainingPlan(seed: SmallTask.seed, maxEpochs: 2)
    let result = try Trainer(
      plan, device: ReferenceDevice(), execution: Execution(output: folder),
      callbacks: callbacks()
    ).fit(SmallTask.adamW(), SmallTask.data)
    let logged = try #require(result.metric("val_loss"))
    func loss(_ callbacks: [any Callback]) throws -> Double? {
      try Trainer(
        plan, device: ReferenceDevice(), execution: Execution(output: folder),
        callbacks: callbacks
      ).validate(SmallTask.adamW(), SmallTask.data, weights: .last)
        .first { $0.name == "val_loss" }?.value
    }
    #expect(try loss(callbacks()) == logged)
    // Without the callback nobody knows of averages, and a file without them has none.
    #expect(try loss([]) != logged)
    let plain = Trainer(
      plan, device: ReferenceDevice(), execution: Execution(output: scratch.folder("plain")))
    let live = try plain.fit(SmallTask.adamW(), SmallTask.data)
    let averaging = Trainer(
      plan, device: ReferenceDevice(), execution: Execution(output: scratch.folder("plain")),
      callbacks: callbacks())
    let values = try averaging.validate(SmallTask.adamW(), SmallTask.data, weights: .last)
    #expect(values.first { $0.name == "val_loss" }?.value == live.metric("val_loss"))
  }
}
