import Checkpoints
import Datasets
import Foundation
import Layers
import Optimizers
import ReferenceDevice
import SystemPackage
import Tensors
import Testing

@testable import Training

/// The files that ModelCheckpoint leaves: names, links, models alone.
@Suite("Checkpoint files")
struct CheckpointFilesTests {
  private func event(_ metrics: [(String, Double)]) -> CommitEvent {
    CommitEvent(
      step: 1234, epoch: 7, epochEnded: true, validated: true, isLast: false,
      metrics: metrics.map { (name: $0.0, value: $0.1) })
  }

  @Test("a name's places stand for epoch, step and metrics, with digits as asked for")
  func names() throws {
    for (template, text) in [
      ("{epoch}-{step}", "epoch=7-step=1234"), ("best", "best"),
      ("{val_loss:.2f}", "val_loss=0.12"), ("a{val_loss:.0f}b", "aval_loss=0b"),
      ("{val_loss}", "val_loss=0.125"), ("{val/near:.1f}", "val_near=-3.2"),
    ] {
      let name = CheckpointName(template)
      let found = try name.text(event([("val_loss", 0.125), ("val/near", -3.25)])).get()
      #expect(found == text, "\(template)")
    }
    #expect(throws: CheckpointName.MissingMetric.self) {
      try CheckpointName("{val_acc}").text(event([])).get()
    }
    for bad in ["", "a/b", "{epoch", "{x:.10f}", "{x:2f}", "{x:d}"] {
      #expect(!CheckpointName.isValid(bad), "\(bad)")
    }
  }

  @Test("digits behind the point are exact, ties to even")
  func digits() {
    for (value, digits, text) in [
      (0.5, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"), (0.125, 2, "0.12"), (0.375, 2, "0.38"),
      (-0.001, 2, "0.00"), (-1.005, 2, "-1.00"), (999.9999, 3, "1000.000"), (0.1, 9, "0.100000000"),
      (1e-300, 4, "0.0000"), (0.3, 1, "0.3"), (.nan, 2, "nan"), (.infinity, 2, "inf"),
      (.leastNonzeroMagnitude, 0, "0"), (0.5.nextUp, 0, "1"), (0.5.nextDown, 0, "0"),
    ] as [(Double, Int, String)] {
      #expect(CheckpointName.text(value, digits: digits) == text, "\(value)")
    }
  }

  private func fit(
    _ folder: String, _ callback: ModelCheckpoint, stopAfter: Int? = nil, resume: String? = nil
  ) throws -> FitResult {
    try Trainer(
      TrainingPlan(seed: SmallTask.seed, maxEpochs: 6), device: ReferenceDevice(),
      execution: Execution(output: folder, stopAfter: stopAfter, resume: resume),
      callbacks: [callback]
    ).fit(SmallTask.adamW(), SmallTask.data)
  }

  private func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder + "/checkpoints").sorted()
  }

  @Test("a checkpoint's second name is the same file, and goes when the checkpoint goes")
  func links() throws {
    let scratch = try ScratchFolder()
    func callback() -> ModelCheckpoint {
      ModelCheckpoint(monitor: "val_loss", saveTopK: 2, filename: "{epoch}-{val_loss:.3f}")
    }
    _ = try fit(scratch.folder("run"), callback())
    let files = try files(scratch.folder("run"))
    let named = files.filter { $0.hasPrefix("epoch=") }
    #expect(named.count == 2)
    for name in named {
      let epoch = try #require(Int(name.dropFirst(6).prefix { $0 != "-" }))
      let digits = 5 * epoch < 10 ? "0\(5 * epoch)" : "\(5 * epoch)"
      #expect(
        try scratch.bytes("run/checkpoints/\(name)")
          == scratch.bytes("run/checkpoints/step-000000\(digits).h5"))
    }
    // Resumed anywhere, the same names are left.
    for step in [3, 5, 12] {
      let folder = scratch.folder("\(step)")
      _ = try fit(folder, callback(), stopAfter: step)
      let stopped = try self.files(folder)
      _ = try fit(folder, callback(), resume: folder + "/checkpoints/last.h5")
      let left = try self.files(folder)
      #expect(left.filter { $0.hasPrefix("epoch=") } == named, "stopped after \(step): \(stopped)")
    }
  }

  @Test("an interrupted validation does not take the name of the checkpoint before")
  func linkBeforeInterruption() throws {
    let scratch = try ScratchFolder()
    _ = try Trainer(
      TrainingPlan(seed: SmallTask.seed, maxEpochs: 1, validateEveryNSteps: 3),
      device: ReferenceDevice(),
      execution: Execution(
        output: scratch.folder("run"), stopAfter: 3, stopsBeforeValidation: true),
      callbacks: [ModelCheckpoint(saveTopK: -1, everyNSteps: 1, filename: "{step}")]
    ).fit(SmallTask.adamW(), SmallTask.data)
    for step in 1...2 {
      #expect(
        try scratch.bytes("run/checkpoints/step=\(step).h5")
          == scratch.bytes("run/checkpoints/step-0000000\(step).h5"), "step \(step)")
    }
  }

  @Test("a name that wants an unknown metric ends the run with the names that there are")
  func unknownMetric() throws {
    let scratch = try ScratchFolder()
    let error = #expect(throws: TrainingError.self) {
      try fit(scratch.folder("run"), ModelCheckpoint(filename: "{val_los:.2f}"))
    }
    #expect(error?.message.contains("val_los") ?? false)
    #expect(error?.message.contains("val_loss") ?? false)
  }

  @Test("a model alone can be validated with, not resumed; the end is still saved in full")
  func weightsOnly() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    let result = try fit(folder, ModelCheckpoint(saveTopK: -1, weightsOnly: true))
    #expect(result.step == 30)
    let files = try files(folder)
    #expect(files.filter { $0.hasPrefix("weights-") }.count == 6)
    #expect(files.filter { $0.hasPrefix("step-") } == ["step-00000030.h5"])
    let path = folder + "/checkpoints/weights-00000030.h5"
    #expect(
      try CheckpointFile(opening: path).stateTree().entries.allSatisfy {
        $0.path.hasPrefix("/model/")
      })
    let trainer = Trainer(
      TrainingPlan(seed: SmallTask.seed), device: ReferenceDevice(),
      execution: Execution(output: folder))
    let module = SmallTask.adamW()
    let values = try trainer.validate(module, SmallTask.data, weights: .file(path))
    #expect(values.first { $0.name == "val_loss" }?.value == result.metric("val_loss"))
    #expect(throws: TrainingError.self) {
      try fit(folder, ModelCheckpoint(weightsOnly: true), resume: path)
    }
  }

  @Test("weights: last, best, file and current give the metrics of their steps")
  func sources() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    let checkpoint = ModelCheckpoint(monitor: "val_loss", saveTopK: 1)
    let trainer = Trainer(
      TrainingPlan(seed: SmallTask.seed, maxEpochs: 6), device: ReferenceDevice(),
      execution: Execution(output: folder), callbacks: [checkpoint])
    let module = SmallTask.adamW()
    let result = try trainer.fit(module, SmallTask.data)
    func loss(_ weights: WeightSource, _ module: SmallTask.Module<AdamW>) throws -> Double? {
      try trainer.validate(module, SmallTask.data, weights: weights)
        .first { $0.name == "val_loss" }?.value
    }
    #expect(try loss(.last, SmallTask.adamW()) == result.metric("val_loss"))
    #expect(try loss(.current, module) == result.metric("val_loss"))
    #expect(try loss(.best, SmallTask.adamW()) == checkpoint.bestScore)
    #expect(try loss(.current, SmallTask.adamW()) != result.metric("val_loss"))
    let none = Trainer(TrainingPlan(), device: ReferenceDevice())
    for source in [WeightSource.last, .best] {
      #expect(throws: TrainingError.self) {
        try none.validate(SmallTask.adamW(), SmallTask.data, weights: source)
      }
    }
  }

  @Test("without a test step a module is tested as validated, and it predicts what its model gives")
  func defaultSteps() throws {
    struct Module: TrainingModule {
      let model = Linear(from: SmallTask.features, to: 3, bias: false)
      func trainingStep(_ batch: Batch, _ context: Context) -> Tensor {
        crossEntropy(model(batch.inputs, context), batch.labels)
      }
      func validationStep(_ batch: Batch, _ context: Context) {
        context.log("judged", crossEntropy(model(batch.inputs, context), batch.labels))
      }
      func configureOptimizer() -> SGD { SGD(learningRate: 0.1) }
    }
    let module = Module()
    let trainer = Trainer(maxEpochs: 1, device: ReferenceDevice())
    try trainer.fit(module, SmallTask.data)
    let validated = try trainer.validate(module, SmallTask.data)
    let tested = try trainer.test(module, SmallTask.data)
    #expect(tested.map(\.name) == ["judged"] && tested.map(\.value) == validated.map(\.value))
    let rows = try trainer.predict(module, SmallTask.data).map { try $0[0].floats() }
    let weight = module.model.weight.value
    let expected = try Tensor(
      SmallTask.dataset.inputs, shape: [30, SmallTask.features], on: weight.dispatcher
    ).matmul(weight, transposeB: true).floats()
    #expect(rows.flatMap { $0 }.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test("saveTopK: -1 keeps all, 0 none but the last")
  func counts() throws {
    let scratch = try ScratchFolder()
    _ = try fit(scratch.folder("all"), ModelCheckpoint(monitor: "val_loss", saveTopK: -1))
    #expect(try files(scratch.folder("all")).filter { $0.hasPrefix("step-") }.count == 6)
    _ = try fit(scratch.folder("none"), ModelCheckpoint(monitor: "val_loss", saveTopK: 0))
    #expect(try files(scratch.folder("none")) == ["last.h5", "step-00000030.h5"])
  }

  @Test("steps that keepEveryNSteps divides stay whatever the metric says, beside the best")
  func keepEvery() throws {
    let scratch = try ScratchFolder()
    let best = ModelCheckpoint(monitor: "val_loss", saveTopK: 1)
    _ = try fit(scratch.folder("best"), best)
    let kept = try #require(best.bestStep)
    for (name, topK, expected) in [
      ("top", 1, Set([10, 20, 30, kept])), ("none", 0, Set([10, 20, 30])),
    ] {
      let callback = ModelCheckpoint(monitor: "val_loss", saveTopK: topK, keepEveryNSteps: 10)
      _ = try fit(scratch.folder(name), callback)
      let files = try files(scratch.folder(name)).compactMap {
        RunDirectory.step(ofFileNamed: $0)
      }
      #expect(Set(files) == expected, "\(name)")
    }
  }

  @Test(
    "CKPT-036: a thin history has the same checkpoints, the newest whole, and changes none of them")
  func thinHistory() throws {
    let scratch = try ScratchFolder()
    _ = try fit(scratch.folder("whole"), ModelCheckpoint(saveTopK: 2))
    func fitThin(stopAfter: Int? = nil, resume: String? = nil) throws -> FitResult {
      var execution = Execution(
        output: scratch.folder("thin"), stopAfter: stopAfter, resume: resume)
      execution.thinsHistory = true
      return try Trainer(
        TrainingPlan(seed: SmallTask.seed, maxEpochs: 6), device: ReferenceDevice(),
        execution: execution, callbacks: [ModelCheckpoint(saveTopK: 2)]
      ).fit(SmallTask.adamW(), SmallTask.data)
    }
    let folder = scratch.folder("thin")
    _ = try fitThin(stopAfter: 17)
    _ = try fitThin(resume: folder + "/checkpoints/last.h5")
    // The stop left a checkpoint that no other run has.
    let stopped = ["last.h5", "step-00000017.thin"]
    #expect(try files(folder) == stopped + ["step-00000025.thin", "step-00000030.h5"])
    for step in [25, 30] {
      let kept = RunDirectory(folder).keptCheckpoint(step: step).string
      try ThinCheckpoint.makeWhole(kept, to: scratch.folder("again.h5"))
      #expect(
        try scratch.bytes("again.h5") == scratch.bytes("whole/checkpoints/step-000000\(step).h5"))
    }
  }
}
