import Checkpoints
import Devices
import Foundation
import NumericsContract
import ReferenceDevice
import RemoteDevice
import Tensors
import Testing
import Training

/// A run that was interrupted anywhere and resumed is the run that was not.
@Suite("Resuming")
struct ResumeTests {
  private static let plan = TrainingPlan(
    seed: SmallTask.seed, shards: 2, maxEpochs: 3, accumulateGradBatches: 2,
    gradientClipNorm: 0.8, validateEveryNSteps: 2, logEveryNSteps: 1)
  private static let lastStep = 9

  private func run(
    _ folder: String, stopAfter: Int? = nil, resume: String? = nil, plan: TrainingPlan = plan,
    device: any Device = RemoteDevice(), beforeValidation: Bool = false, logging: Int = 1,
    workers: Int = 0
  ) throws -> (result: FitResult, weights: [[UInt32]]) {
    let module = SmallTask.adamW(logging: logging)
    let trainer = Trainer(
      plan, device: device,
      execution: Execution(
        output: folder, loaderWorkers: workers, stopAfter: stopAfter,
        stopsBeforeValidation: beforeValidation, resume: resume),
      callbacks: [
        EarlyStopping(monitor: "val_loss", patience: 100),
        ModelCheckpoint(monitor: "val_loss", saveTopK: 2, everyNSteps: 1),
      ])
    let result = try trainer.fit(module, SmallTask.data)
    return (result, try module.model.weights())
  }

  private func tree(_ result: FitResult) throws -> StateTree {
    try CheckpointFile(opening: try #require(result.checkpoint)).stateTree()
  }

  private func bytes(_ result: FitResult) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: try #require(result.checkpoint)))
  }

  @Test("CKPT-002: resumed at any step, state, file, log and weights equal the uninterrupted run's")
  func everyStep() throws {
    let scratch = try ScratchFolder()
    let whole = try run(scratch.folder("whole"))
    #expect(whole.result.step == Self.lastStep)
    let tree = try tree(whole.result)
    let file = try bytes(whole.result)
    let log = try scratch.text("whole/metrics.csv")
    for step in 1..<Self.lastStep {
      let folder = scratch.folder("\(step)")
      let stopped = try run(folder, stopAfter: step)
      #expect(stopped.result.reason == .stoppedAfterStep)
      #expect(stopped.result.step == step)
      let resumed = try run(folder, resume: stopped.result.checkpoint, workers: step % 2)
      #expect(resumed.result.reason == .finished)
      #expect(try self.tree(resumed.result) == tree, "state, resumed at \(step)")
      #expect(try bytes(resumed.result) == file, "file, resumed at \(step)")
      #expect(try scratch.text("\(step)/metrics.csv") == log, "log, resumed at \(step)")
      #expect(resumed.weights == whole.weights, "weights, resumed at \(step)")
      #expect(
        resumed.result.metrics.map { $0.value.bitPattern }
          == whole.result.metrics.map { $0.value.bitPattern })
    }
  }

  @Test("resumed after every step, one step at a time, on another device each time")
  func chain() throws {
    let scratch = try ScratchFolder()
    let whole = try run(scratch.folder("whole"))
    var checkpoint: String?
    let devices = try SmallTask.devices()
    for step in 1..<Self.lastStep {
      checkpoint = try run(
        scratch.folder("chain"), stopAfter: step, resume: checkpoint,
        device: devices[step % devices.count]
      ).result.checkpoint
    }
    let end = try run(scratch.folder("chain"), resume: checkpoint)
    #expect(try bytes(end.result) == bytes(whole.result))
    #expect(end.weights == whole.weights)
    #expect(
      try scratch.text("chain/metrics.csv") == scratch.text("whole/metrics.csv"))
  }

  @Test("a run that stopped before a validation validates first, and then is as if it had not")
  func beforeValidation() throws {
    let scratch = try ScratchFolder()
    let whole = try run(scratch.folder("whole"))
    for step in [2, 4, 8] {
      let folder = scratch.folder("\(step)")
      let stopped = try run(folder, stopAfter: step, beforeValidation: true)
      let state = try tree(stopped.result)
      #expect(state["/loop/phase"]?.bytes == Array("validationDue".utf8))
      let resumed = try run(folder, resume: stopped.result.checkpoint)
      #expect(try bytes(resumed.result) == bytes(whole.result), "\(step)")
      #expect(try scratch.text("\(step)/metrics.csv") == scratch.text("whole/metrics.csv"))
    }
  }

  @Test("resumed into another folder, the log comes along and the first folder stays as it was")
  func otherFolder() throws {
    let scratch = try ScratchFolder()
    let whole = try run(scratch.folder("whole"))
    let stopped = try run(scratch.folder("first"), stopAfter: 5)
    let log = try scratch.text("first/metrics.csv")
    let resumed = try run(scratch.folder("second"), resume: stopped.result.checkpoint)
    #expect(try bytes(resumed.result) == bytes(whole.result))
    #expect(try scratch.text("second/metrics.csv") == scratch.text("whole/metrics.csv"))
    #expect(try scratch.text("first/metrics.csv") == log)
  }

  @Test("killed between a save and the removal after it, a resumed run leaves the same files")
  func killedBeforeRemoval() throws {
    let scratch = try ScratchFolder()
    let names = { (folder: String) in
      try FileManager.default.contentsOfDirectory(
        atPath: scratch.folder(folder) + "/checkpoints"
      ).sorted()
    }
    _ = try run(scratch.folder("whole"))
    var removals = 0
    for step in 1..<Self.lastStep {
      let folder = scratch.folder("\(step)")
      let stopped = try run(folder, stopAfter: step)
      let removed = try #require(tree(stopped.result)["/loop/removes"])
      for offset in stride(from: 0, to: removed.bytes.count, by: 8) {
        let bits = LittleEndian.uint64(Array(removed.bytes[offset..<offset + 8]))
        let name = "step-0000000\(Int(Double(bitPattern: bits))).h5"
        #expect(try !names("\(step)").contains(name))
        try FileManager.default.copyItem(
          atPath: folder + "/checkpoints/last.h5", toPath: folder + "/checkpoints/" + name)
        removals += 1
      }
      _ = try run(folder, resume: stopped.result.checkpoint)
      let extra = try names("\(step)").filter { $0 != "step-0000000\(step).h5" }
      #expect(
        try extra == names("whole").filter { $0 != "step-0000000\(step).h5" },
        "stopped after step \(step)")
    }
    #expect(removals > 0)
  }

  @Test("a finished run that is resumed does nothing; with a higher limit it goes on")
  func limits() throws {
    let scratch = try ScratchFolder()
    let whole = try run(scratch.folder("whole"))
    var short = Self.plan
    short.maxEpochs = 2
    let finished = try run(scratch.folder("run"), plan: short)
    let again = try run(scratch.folder("run"), resume: finished.result.checkpoint, plan: short)
    #expect(again.result.reason == .finished)
    #expect(again.result.step == 6)
    #expect(again.weights == finished.weights)
    let longer = try run(scratch.folder("run"), resume: finished.result.checkpoint)
    #expect(longer.weights == whole.weights)
    #expect(try tree(longer.result) == tree(whole.result))
  }

  @Test("a checkpoint of another run is refused, by the first key that differs")
  func otherRun() throws {
    let scratch = try ScratchFolder()
    let stopped = try run(scratch.folder("run"), stopAfter: 3)
    var other = Self.plan
    other.shards = 3
    let error = #expect(throws: TrainingError.self) {
      try run(scratch.folder("run"), resume: stopped.result.checkpoint, plan: other)
    }
    #expect(error?.code == .mismatch)
    #expect(error?.message.contains("shards is 2 in the file and 3 here") == true)
    let inUse = #expect(throws: TrainingError.self) { try run(scratch.folder("run")) }
    #expect(inUse?.code == .outputInUse)
  }

  @Test("a limit that the run did not have is refused with the way to stop early")
  func newLimit() throws {
    let scratch = try ScratchFolder()
    let stopped = try run(scratch.folder("run"), stopAfter: 3)
    var limited = Self.plan
    try #require(limited.maxSteps == nil)
    limited.maxSteps = 5
    let error = #expect(throws: TrainingError.self) {
      try run(scratch.folder("run"), resume: stopped.result.checkpoint, plan: limited)
    }
    #expect(error?.message.contains("trainer.maxSteps is null in the checkpoint and 5") == true)
    #expect(error?.message.contains("use --stop-after N") == true)
  }
}
