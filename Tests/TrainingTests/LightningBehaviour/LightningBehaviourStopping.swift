import Datasets
import Devices
import Foundation
import Optimizers
import ReferenceDevice
import Tensors
import Testing

@testable import Training

/// When EarlyStopping ends a run.
///
/// Patience is the number of validations without improvement that ends a run, so 0 and 1 mean the same.
@Suite("Lightning behaviour: EarlyStopping")
struct LightningBehaviourStopping {
  /// A run of one epoch a score, each epoch one step.
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let scores: [Double]
    var minEpochs = 0
    var minSteps = 0
    /// Validations take place every so many epochs.
    var validateEvery = 1
    /// Steps at which the run is stopped and resumed.
    var stops: [Int] = []
    /// The last step.
    let end: Int
    /// Why the run ended there; nil for its limit.
    var why: String? = nil
    let callback: @Sendable () -> EarlyStopping

    var testDescription: String { name }
  }

  private static func patient(_ patience: Int) -> @Sendable () -> EarlyStopping {
    { EarlyStopping(monitor: "score", patience: patience) }
  }

  private static func tied(_ waited: Int) -> String {
    "score has not improved on 1.0 for \(waited) validations"
  }

  private static let flat: [Double] = [1, 1, 1, 1, 1, 1]

  /// Lightning: the run ends once the metric has not improved for as long as patience says.
  static let patience: [Row] = [
    Row(name: "patience 0", scores: flat, end: 2, why: tied(1), callback: patient(0)),
    Row(name: "patience 1", scores: flat, end: 2, why: tied(1), callback: patient(1)),
    Row(name: "patience 2", scores: flat, end: 3, why: tied(2), callback: patient(2)),
    Row(name: "patience 3", scores: flat, end: 4, why: tied(3), callback: patient(3)),
    Row(
      name: "the wait ends with the run: its limit counts", scores: [1, 1], end: 2,
      callback: patient(0)),
    Row(
      name: "an improvement starts the wait again", scores: [3, 4, 2, 3, 1], end: 5,
      callback: patient(2)),
    Row(
      name: "better than the last but not than the best is no improvement",
      scores: [1, 4, 3, 2, 1.5], end: 4, why: tied(3), callback: patient(3)),
    Row(
      name: "epochs without validation are not counted", scores: flat + flat, validateEvery: 2,
      end: 6, why: tied(2), callback: patient(2)),
  ]

  /// Lightning: better means larger or smaller by more than the least change.
  static let improvement: [Row] = [
    Row(
      name: "maximum, falling", scores: [3, 2, 1, 0], end: 3,
      why: "score has not improved on 3.0 for 2 validations",
      callback: { EarlyStopping(monitor: "score", mode: .max, patience: 2) }),
    Row(
      name: "maximum, rising", scores: [1, 2, 3], end: 3,
      callback: { EarlyStopping(monitor: "score", mode: .max, patience: 0) }),
    Row(
      name: "exactly the least change is none", scores: [2, 1.5, 0], end: 2,
      why: "score has not improved on 2.0 for 1 validations",
      callback: { EarlyStopping(monitor: "score", patience: 0, minDelta: 0.5) }),
    Row(
      name: "more than the least change", scores: [2, 1.25, 0.5], end: 3,
      callback: { EarlyStopping(monitor: "score", patience: 0, minDelta: 0.5) }),
    Row(
      name: "maximum, less than the least change", scores: [1, 1.25, 1.5, 2], end: 3,
      why: "score has not improved on 1.0 for 2 validations",
      callback: { EarlyStopping(monitor: "score", mode: .max, patience: 2, minDelta: 0.5) }),
  ]

  /// Lightning: values that are no numbers, and thresholds, end a run whatever its patience.
  static let atOnce: [Row] = [
    Row(
      name: "NaN", scores: [1, .nan, 0], end: 2, why: "score is nan at step 2",
      callback: patient(9)),
    Row(
      name: "infinity", scores: [.infinity, 1], end: 1, why: "score is inf at step 1",
      callback: patient(9)),
    Row(
      name: "the better infinity, too", scores: [1, -.infinity, 0], end: 2,
      why: "score is -inf at step 2", callback: patient(9)),
    Row(
      name: "NaN counts as no improvement where it is allowed", scores: [1, .nan, .nan, 0],
      end: 3, why: tied(2),
      callback: { EarlyStopping(monitor: "score", patience: 2, checkFinite: false) }),
    Row(
      name: "a threshold that is reached exactly does not stop", scores: [3, 2, 1], end: 3,
      callback: { EarlyStopping(monitor: "score", patience: 9, stoppingThreshold: 1) }),
    Row(
      name: "better than the threshold", scores: [3, 0.5, 1], end: 2,
      why: "score is 0.5 at step 2, better than 1.0",
      callback: { EarlyStopping(monitor: "score", patience: 9, stoppingThreshold: 1) }),
    Row(
      name: "maximum, better than the threshold", scores: [0.5, 0.75, 1], end: 2,
      why: "score is 0.75 at step 2, better than 0.625",
      callback: {
        EarlyStopping(monitor: "score", mode: .max, patience: 9, stoppingThreshold: 0.625)
      }),
    Row(
      name: "worse than the divergence threshold", scores: [3, 4, 5, 0], end: 3,
      why: "score is 5.0 at step 3, worse than 4.0",
      callback: { EarlyStopping(monitor: "score", patience: 9, divergenceThreshold: 4) }),
    Row(
      name: "maximum, worse than the divergence threshold", scores: [3, 1, 5], end: 2,
      why: "score is 1.0 at step 2, worse than 2.0",
      callback: {
        EarlyStopping(monitor: "score", mode: .max, patience: 9, divergenceThreshold: 2)
      }),
  ]

  /// Lightning: the least epochs and steps come before a stop, which is remembered.
  static let least: [Row] = [
    Row(
      name: "least epochs", scores: flat, minEpochs: 4, end: 4, why: tied(1), callback: patient(0)),
    Row(name: "least steps", scores: flat, minSteps: 5, end: 5, why: tied(1), callback: patient(0)),
    Row(
      name: "both, of which the later counts", scores: flat, minEpochs: 3, minSteps: 4, end: 4,
      why: tied(1), callback: patient(0)),
    Row(
      name: "least epochs that are over already", scores: flat, minEpochs: 1, end: 3, why: tied(2),
      callback: patient(2)),
    Row(
      name: "a later improvement does not take the stop back", scores: [1, 1, 0.5, 0.25, 0.125],
      minEpochs: 4, end: 4, why: tied(1), callback: patient(0)),
  ]

  /// Lightning: the wait and the best value are restored.
  static let resumed: [Row] = [
    Row(
      name: "resumed in the middle of a wait", scores: flat, stops: [3], end: 4, why: tied(3),
      callback: patient(3)),
    Row(
      name: "resumed after each step", scores: flat, stops: [1, 2, 3, 4], end: 5, why: tied(4),
      callback: patient(4)),
    Row(
      name: "resumed with the best value", scores: [1, 2, 1.5, 1.25], stops: [2], end: 3,
      why: tied(2), callback: patient(2)),
    Row(
      name: "resumed while a stop is put off", scores: flat, minEpochs: 5, stops: [3], end: 5,
      why: tied(1), callback: patient(0)),
  ]

  static var rowCount: Int {
    patience.count + improvement.count + atOnce.count + least.count + resumed.count
      + withoutValidation.count
  }

  private func fit(_ row: Row, _ folder: String, stop: Int?, resume: Bool) throws -> FitResult {
    let plan = TrainingPlan(
      seed: 1, maxEpochs: row.scores.count, minEpochs: row.minEpochs, minSteps: row.minSteps,
      validateEveryNEpochs: row.validateEvery)
    return try Trainer(
      plan, device: ReferenceDevice(),
      execution: Execution(
        output: folder, stopAfter: stop, resume: resume ? folder + "/checkpoints/last.h5" : nil),
      callbacks: [row.callback()]
    ).fit(scripted(row.scores), ScriptedData.batches(1))
  }

  @Test(
    "the step at which a run ends, and why",
    arguments: patience + improvement + atOnce + least + resumed)
  func ends(_ row: Row) throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    for (index, stop) in row.stops.enumerated() {
      let result = try fit(row, folder, stop: stop, resume: index > 0)
      #expect(result.reason == .stoppedAfterStep)
    }
    let result = try fit(row, folder, stop: nil, resume: !row.stops.isEmpty)
    #expect(result.step == row.end)
    #expect(result.reason == row.why.map { .stopped($0) } ?? .finished)
    // Lightning starts a run that was stopped again; here it stays as it is.
    let again = try fit(row, folder, stop: nil, resume: true)
    #expect(again.step == row.end)
    #expect(again.reason == result.reason)
  }

  @Test("a metric that nobody logs ends the run with the names that there are")
  func missing() {
    let error = #expect(throws: TrainingError.self) {
      try Trainer(
        TrainingPlan(maxEpochs: 3), device: ReferenceDevice(),
        callbacks: [EarlyStopping(monitor: "scores")]
      ).fit(scripted([1]), ScriptedData.batches(1))
    }
    #expect(error?.code == .configuration)
    #expect(error?.message == "no metric is called 'scores'; this run logs score")
  }

  /// Lightning: without validation, the ends of epochs are where a metric of training is judged.
  static let withoutValidation = [0, 1, 2]

  @Test("a run without validation stops by what its training logs", arguments: withoutValidation)
  func trainingMetric(_ patience: Int) throws {
    let module = ScriptedModule(logTraining: { $0.log("loss", $1, onStep: false, onEpoch: true) })
    let result = try Trainer(
      TrainingPlan(seed: 1, maxEpochs: 9), device: ReferenceDevice(),
      callbacks: [EarlyStopping(monitor: "loss", patience: patience)]
    ).fit(module, ScriptedData(values: [1, 3], judged: []))
    let waited = max(1, patience)
    #expect(result.epoch == 1 + waited)
    #expect(
      result.reason
        == .stopped("loss has not improved on 2.0 for \(waited) validations"))
  }

  @Test("in a run without validation, too, a metric that nobody logs is an error")
  func missingWithoutValidation() {
    let module = ScriptedModule(logTraining: { $0.log("loss", $1, onStep: false, onEpoch: true) })
    let monitors: [any Callback] = [
      EarlyStopping(monitor: "val_loss"), ModelCheckpoint(monitor: "val_loss"),
    ]
    for callback in monitors {
      let error = #expect(throws: TrainingError.self) {
        try Trainer(
          TrainingPlan(seed: 1, maxEpochs: 2), device: ReferenceDevice(), callbacks: [callback]
        ).fit(module, ScriptedData(values: [1, 3], judged: []))
      }
      #expect(error?.message == "no metric is called 'val_loss'; this run logs loss")
    }
  }
}
