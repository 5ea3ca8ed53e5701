import Datasets
import Devices
import Foundation
import ReferenceDevice
import Tensors
import Testing

@testable import Training

/// Where a run stands when an error ends it, and what the next one does.
///
/// Lightning keeps counters of batches begun and done, saves them from within hooks, and infers from them
/// where to go on; its own test has batches repeated. Here counters are those of completed steps
/// whatever is under way, and a resumed run goes on behind the last commit point as if nothing had happened.
@Suite("Lightning behaviour: loop counters and exceptions")
struct LightningBehaviourCounters {
  struct Failure: Error {}

  /// An error at a moment of a batch, in a run of three epochs of three batches.
  struct Row: Sendable, CustomTestStringConvertible {
    var accumulate = 1
    var at = Moment.batchStart
    let epoch: Int
    /// The batch as the hook says it, or else batches of the epoch that are complete.
    let batch: Int
    /// Where hooks see the run when the error is told of.
    let stands: Counters
    /// The step of the newest checkpoint, with a save after every step; nil for none.
    let saved: Int?
    /// The first batch of the resumed run, of nine.
    let goesOnAt: Int

    var testDescription: String {
      "\(at) of batch \(batch) in epoch \(epoch), accumulating \(accumulate)"
    }
  }

  /// Lightning: after an error in a batch, batches ready, started and completed are told apart.
  static let everyBatch: [Row] = [
    Row(epoch: 0, batch: 0, stands: Counters(0, 0, 0, 0), saved: nil, goesOnAt: 0),
    Row(epoch: 0, batch: 1, stands: Counters(0, 1, 1, 1), saved: 1, goesOnAt: 1),
    Row(epoch: 0, batch: 2, stands: Counters(0, 2, 2, 2), saved: 2, goesOnAt: 2),
    Row(epoch: 1, batch: 0, stands: Counters(1, 3, 0, 3), saved: 3, goesOnAt: 3),
    Row(epoch: 1, batch: 1, stands: Counters(1, 4, 1, 4), saved: 4, goesOnAt: 4),
    Row(epoch: 1, batch: 2, stands: Counters(1, 5, 2, 5), saved: 5, goesOnAt: 5),
    Row(epoch: 2, batch: 0, stands: Counters(2, 6, 0, 6), saved: 6, goesOnAt: 6),
    Row(epoch: 2, batch: 1, stands: Counters(2, 7, 1, 7), saved: 7, goesOnAt: 7),
    Row(epoch: 2, batch: 2, stands: Counters(2, 8, 2, 8), saved: 8, goesOnAt: 8),
  ]

  /// Lightning: with accumulation, optimizer steps lag behind batches. Windows here are whole: the batches
  /// of one that an error broke off are trained on again, with gradients from their beginning.
  static let everyWindow: [Row] = [
    Row(accumulate: 2, epoch: 0, batch: 0, stands: Counters(0, 0, 0, 0), saved: nil, goesOnAt: 0),
    Row(accumulate: 2, epoch: 0, batch: 1, stands: Counters(0, 0, 0, 0), saved: nil, goesOnAt: 0),
    Row(accumulate: 2, epoch: 0, batch: 2, stands: Counters(0, 1, 2, 2), saved: 1, goesOnAt: 2),
    Row(accumulate: 2, epoch: 1, batch: 0, stands: Counters(1, 2, 0, 3), saved: 2, goesOnAt: 3),
    Row(accumulate: 2, epoch: 1, batch: 1, stands: Counters(1, 2, 0, 3), saved: 2, goesOnAt: 3),
    Row(accumulate: 2, epoch: 1, batch: 2, stands: Counters(1, 3, 2, 5), saved: 3, goesOnAt: 5),
    Row(accumulate: 2, epoch: 2, batch: 1, stands: Counters(2, 4, 0, 6), saved: 4, goesOnAt: 6),
    Row(accumulate: 3, epoch: 1, batch: 2, stands: Counters(1, 1, 0, 3), saved: 1, goesOnAt: 3),
    Row(accumulate: 9, epoch: 2, batch: 2, stands: Counters(2, 2, 0, 6), saved: 2, goesOnAt: 6),
  ]

  /// Lightning: an error in any hook leaves counters that say how far the batch had come. Here a step counts
  /// when it is complete, and what it triggers may fail without a half-done step being saved.
  static let everyMoment: [Row] = [
    Row(
      at: .epochStart, epoch: 1, batch: 0, stands: Counters(1, 3, 0, 3), saved: 3, goesOnAt: 3),
    Row(at: .zeroGrad, epoch: 1, batch: 1, stands: Counters(1, 4, 1, 4), saved: 4, goesOnAt: 4),
    Row(at: .backward, epoch: 1, batch: 1, stands: Counters(1, 4, 1, 4), saved: 4, goesOnAt: 4),
    Row(
      at: .afterBackward, epoch: 1, batch: 1, stands: Counters(1, 4, 1, 4), saved: 4, goesOnAt: 4),
    Row(at: .update, epoch: 1, batch: 1, stands: Counters(1, 4, 1, 4), saved: 4, goesOnAt: 4),
    Row(at: .batchEnd, epoch: 1, batch: 1, stands: Counters(1, 4, 1, 4), saved: 4, goesOnAt: 4),
    Row(at: .stepEnd, epoch: 1, batch: 2, stands: Counters(1, 5, 2, 5), saved: 4, goesOnAt: 4),
    Row(at: .save, epoch: 1, batch: 2, stands: Counters(1, 5, 2, 5), saved: 4, goesOnAt: 4),
    Row(at: .valStart, epoch: 1, batch: 3, stands: Counters(1, 6, 3, 6), saved: 5, goesOnAt: 5),
    Row(
      at: .valBatchEnd, epoch: 1, batch: 0, stands: Counters(1, 6, 3, 6), saved: 5, goesOnAt: 5),
    Row(at: .valEnd, epoch: 1, batch: 3, stands: Counters(1, 6, 3, 6), saved: 5, goesOnAt: 5),
    Row(at: .epochEnd, epoch: 1, batch: 3, stands: Counters(1, 6, 3, 6), saved: 5, goesOnAt: 5),
    Row(at: .trainEnd, epoch: 3, batch: 0, stands: Counters(3, 9, 0, 9), saved: 9, goesOnAt: 9),
    Row(
      accumulate: 2, at: .batchEnd, epoch: 1, batch: 0, stands: Counters(1, 2, 0, 3), saved: 2,
      goesOnAt: 3),
    Row(
      accumulate: 2, at: .afterBackward, epoch: 1, batch: 2, stands: Counters(1, 3, 2, 5),
      saved: 3, goesOnAt: 5),
  ]

  static var rowCount: Int { everyBatch.count + everyWindow.count + everyMoment.count }

  private func fit(
    _ row: Row, _ folder: String, resume: Bool = false,
    _ listen: @escaping (Moment, Run, Int) throws -> Void = { _, _, _ in }
  ) throws -> (probe: Probe, end: Result<FitResult, any Error>, weight: Float) {
    let probe = Probe(batchesPerEpoch: 3, listen)
    let module = ScriptedModule()
    let plan = TrainingPlan(
      seed: 1, maxEpochs: 3,
      accumulateGradBatches: GradientAccumulationScheduler(row.accumulate))
    let trainer = Trainer(
      plan, device: ReferenceDevice(),
      execution: Execution(
        output: folder, resume: resume ? folder + "/checkpoints/last.h5" : nil),
      callbacks: [probe, ModelCheckpoint(everyNSteps: 1)])
    let end = Result { try trainer.fit(module, ScriptedData.batches(3)) }
    return (probe, end, try module.weight())
  }

  @Test(
    "an error leaves the counters of completed steps, and a resumed run repeats no completed batch",
    arguments: everyBatch + everyWindow + everyMoment)
  func exceptions(_ row: Row) throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    let failed = try fit(row, folder) { moment, run, batch in
      if moment == row.at && run.epoch == row.epoch && batch == row.batch { throw Failure() }
    }
    #expect(throws: Failure.self) { try failed.end.get() }
    #expect(failed.probe.atException == row.stands)
    #expect(failed.probe.trace.last == "exception")

    let whole = try fit(row, scratch.folder("whole"))
    guard let saved = row.saved else {
      #expect(throws: (any Error).self) { try scratch.bytes("run/checkpoints/last.h5") }
      return
    }
    let name = "run/checkpoints/step-0000000\(saved).h5"
    #expect(try scratch.bytes("run/checkpoints/last.h5") == scratch.bytes(name))
    let resumed = try fit(row, folder, resume: true)
    #expect(resumed.probe.trained == Array(row.goesOnAt..<9))
    #expect(resumed.probe.atEnd == whole.probe.atEnd)
    #expect(resumed.weight == whole.weight)
    #expect(
      try scratch.bytes("run/checkpoints/last.h5") == scratch.bytes("whole/checkpoints/last.h5"))
  }
}
