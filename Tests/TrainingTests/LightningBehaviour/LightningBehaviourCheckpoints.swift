import Datasets
import Devices
import Foundation
import Optimizers
import ReferenceDevice
import Tensors
import Testing

@testable import Training

/// Which checkpoints are left on disk, and which of them is the best.
///
/// As in Lightning a checkpoint is replaced by a strictly better one alone. Two things differ: a run's
/// last step is always saved, and a NaN is never kept among the best, where Lightning keeps it as the worst of numbers.
@Suite("Lightning behaviour: ModelCheckpoint")
struct LightningBehaviourCheckpoints {
  /// A run of one epoch a score.
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    var k = 1
    var mode = MetricMode.min
    /// Without scores nothing is monitored.
    var scores: [Double]? = nil
    var epochs = 0
    var batches = 1
    var everyNSteps: Int? = nil
    var everyNEpochs = 1
    var filename: String? = nil
    /// Steps at which the run is stopped and resumed.
    var stops: [Int] = []
    /// Steps whose checkpoints are on disk, in order, or the second names.
    let steps: [Int]
    var links: [String] = []
    let best: Int?
    var score: Double? = nil

    var testDescription: String { name }
  }

  /// Lightning: the k best are kept, −1 keeps all, 0 none.
  static let topK: [Row] = [
    Row(
      name: "-1 keeps all, rising", k: -1, scores: [1, 2, 3], steps: [1, 2, 3], best: 1, score: 1),
    Row(
      name: "-1 keeps all, falling", k: -1, scores: [3, 2, 1], steps: [1, 2, 3], best: 3, score: 1),
    Row(
      name: "-1 and maximum: the best is the largest", k: -1, mode: .max, scores: [1, 3, 2],
      steps: [1, 2, 3], best: 2, score: 3),
    Row(name: "0 keeps none but the end", k: 0, scores: [3, 2, 1], steps: [3], best: nil),
    Row(name: "1, falling: each replaces", scores: [3, 2, 1], steps: [3], best: 3, score: 1),
    Row(name: "1, rising: the first stays", scores: [1, 2, 3], steps: [1, 3], best: 1, score: 1),
    Row(
      name: "1 and maximum, rising: each replaces", mode: .max, scores: [1, 2, 3], steps: [3],
      best: 3, score: 3),
    Row(
      name: "1 and maximum, falling: the first stays", mode: .max, scores: [3, 2, 1],
      steps: [1, 3], best: 1, score: 3),
    Row(name: "1, tied: the first stays", scores: [2, 2, 2], steps: [1, 3], best: 1, score: 2),
    Row(
      name: "2: a better one replaces the worst", k: 2, scores: [3, 1, 2, 5, 4],
      steps: [2, 3, 5], best: 2, score: 1),
    Row(
      name: "2 and maximum: a better one replaces the worst", k: 2, mode: .max,
      scores: [3, 1, 2, 5, 4], steps: [4, 5], best: 4, score: 5),
    Row(
      name: "2, tied: the first two stay, the first is best", k: 2, scores: [1, 1, 1, 1],
      steps: [1, 2, 4], best: 1, score: 1),
    Row(
      name: "2, tied worst: the later of equals goes", k: 2, scores: [2, 2, 1, 3],
      steps: [1, 3, 4], best: 3, score: 1),
    Row(
      name: "3, falling: the last three", k: 3, scores: [5, 4, 3, 2, 1], steps: [3, 4, 5],
      best: 5, score: 1),
    Row(
      name: "3 and maximum, falling: the first three", k: 3, mode: .max, scores: [5, 4, 3, 2, 1],
      steps: [1, 2, 3, 5], best: 1, score: 5),
    Row(name: "3 of two: all", k: 3, scores: [2, 1], steps: [1, 2], best: 2, score: 1),
  ]

  /// Lightning: a NaN is worse than every number and infinities are numbers. Here nothing is
  /// saved for it, unless all are.
  static let notNumbers: [Row] = [
    Row(name: "NaN first", scores: [.nan, 2, 1], steps: [3], best: 3, score: 1),
    Row(name: "NaN between", k: 2, scores: [2, .nan, 1, 3], steps: [1, 3, 4], best: 3, score: 1),
    Row(name: "NaN last", scores: [1, 2, .nan], steps: [1, 3], best: 1, score: 1),
    Row(
      name: "NaN where all are saved: all", k: -1, scores: [.nan, 2, .nan, 1, 3],
      steps: [1, 2, 3, 4, 5], best: 4, score: 1),
    Row(name: "NaN only", scores: [.nan, .nan], steps: [2], best: nil),
    Row(
      name: "NaN and maximum", mode: .max, scores: [1, .nan, 2], steps: [3], best: 3, score: 2),
    Row(
      name: "infinities", scores: [.infinity, 5, -.infinity], steps: [3], best: 3,
      score: -.infinity),
    Row(
      name: "worst infinities tie", k: 1, scores: [.infinity, .infinity, .infinity],
      steps: [1, 3], best: 1, score: .infinity),
  ]

  /// Lightning: every n steps or epochs; a metric that is not known yet is waited for.
  static let cadence: [Row] = [
    Row(name: "unmonitored: each replaces", epochs: 3, steps: [3], best: 3),
    Row(
      name: "every 2 epochs, unmonitored: the newest stays", epochs: 5, everyNEpochs: 2,
      steps: [4, 5], best: 4),
    Row(
      name: "every 2 epochs, unmonitored, -1 keeps all", k: -1, epochs: 5, everyNEpochs: 2,
      steps: [2, 4, 5], best: 4),
    Row(
      name: "2, unmonitored: the newest two, which Lightning refuses", k: 2, epochs: 4,
      steps: [3, 4], best: 4),
    Row(
      name: "every 3 epochs, the best of those", scores: [1, 9, 8, 7, 6, 5], everyNEpochs: 3,
      steps: [6], best: 6, score: 5),
    Row(
      name: "every 2 steps over epochs of 3", epochs: 2, batches: 3, everyNSteps: 2,
      steps: [6], best: 6),
    Row(
      name: "every 4 steps over epochs of 3: counted over the run", epochs: 3, batches: 3,
      everyNSteps: 4, steps: [8, 9], best: 8),
    Row(
      name: "every step, with the latest score there is", k: -1, scores: [2, 1], batches: 2,
      everyNSteps: 1, steps: [2, 3, 4], best: 4, score: 1),
    Row(
      name: "every step, one kept: the first with a score", scores: [1, 1], batches: 2,
      everyNSteps: 1, steps: [2, 4], best: 2, score: 1),
    Row(
      name: "more steps between than the run has", epochs: 2, everyNSteps: 9, steps: [2],
      best: nil),
  ]

  /// Lightning: names are filled in with epoch, step and metrics, and a name goes with its checkpoint.
  static let named: [Row] = [
    Row(
      name: "epoch and score", scores: [2, 1], filename: "{epoch}-{score:.1f}", steps: [2],
      links: ["epoch=2-score=1.0.h5"], best: 2, score: 1),
    Row(
      name: "step, two kept", k: 2, scores: [3, 2, 1], filename: "best-{step}", steps: [2, 3],
      links: ["best-step=2.h5", "best-step=3.h5"], best: 3, score: 1),
    Row(
      name: "the end has no name when it is not among the best", scores: [1, 2],
      filename: "{step}", steps: [1, 2], links: ["step=1.h5"], best: 1, score: 1),
  ]

  /// Lightning: scores and paths of what was kept are restored. Stopping saves where the run stands, too.
  static let resumed: [Row] = [
    Row(
      name: "2, resumed after 1", k: 2, scores: [3, 1, 2, 5, 4], stops: [1], steps: [2, 3, 5],
      best: 2, score: 1),
    Row(
      name: "2, resumed after 4, whose save stays", k: 2, scores: [3, 1, 2, 5, 4], stops: [4],
      steps: [2, 3, 4, 5], best: 2, score: 1),
    Row(
      name: "2 and maximum, resumed after each", k: 2, mode: .max, scores: [3, 1, 2, 5, 4],
      stops: [1, 2, 3, 4], steps: [4, 5], best: 4, score: 5),
    Row(
      name: "2, tied worst, resumed between", k: 2, scores: [2, 2, 1, 3], stops: [2],
      steps: [1, 3, 4], best: 3, score: 1),
    Row(
      name: "1, resumed after a NaN", scores: [1, .nan, 2], stops: [2], steps: [1, 2, 3], best: 1,
      score: 1),
    Row(
      name: "3, resumed within an epoch", k: 3, scores: [2, 1], batches: 2, stops: [1, 3],
      steps: [1, 2, 3, 4], best: 4, score: 1),
    Row(
      name: "unmonitored, resumed after each", epochs: 4, stops: [1, 2, 3], steps: [4], best: 4),
    Row(
      name: "unmonitored, resumed within an epoch, whose saves stay", epochs: 2, batches: 2,
      stops: [1, 3], steps: [1, 3, 4], best: 4),
  ]

  static var rowCount: Int {
    topK.count + notNumbers.count + cadence.count + named.count + resumed.count
  }

  private func fit(_ row: Row, _ folder: String, stop: Int?, resume: Bool) throws -> ModelCheckpoint
  {
    let checkpoint = ModelCheckpoint(
      monitor: row.scores == nil ? nil : "score", mode: row.mode, saveTopK: row.k,
      everyNSteps: row.everyNSteps, everyNEpochs: row.everyNEpochs, filename: row.filename)
    try Trainer(
      TrainingPlan(seed: 1, maxEpochs: row.scores?.count ?? row.epochs),
      device: ReferenceDevice(),
      execution: Execution(
        output: folder, stopAfter: stop, resume: resume ? folder + "/checkpoints/last.h5" : nil),
      callbacks: [checkpoint]
    ).fit(scripted(row.scores ?? [0]), ScriptedData.batches(row.batches))
    return checkpoint
  }

  @Test(
    "what is on disk after a run, the best step and its score",
    arguments: topK + notNumbers + cadence + named + resumed)
  func onDisk(_ row: Row) throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    for (index, stop) in row.stops.enumerated() {
      _ = try fit(row, folder, stop: stop, resume: index > 0)
    }
    let checkpoint = try fit(row, folder, stop: nil, resume: !row.stops.isEmpty)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/checkpoints")
    #expect(
      files.sorted()
        == (row.steps.map { "step-0000000\($0).h5" } + row.links + ["last.h5"]).sorted())
    #expect(checkpoint.bestStep == row.best)
    #expect(checkpoint.bestScore == row.score)
    let newest = try #require(row.steps.last)
    let last = try scratch.bytes("run/checkpoints/last.h5")
    #expect(try scratch.bytes("run/checkpoints/step-0000000\(newest).h5") == last)
  }
}
