import Datasets
import Devices
import Foundation
import ReferenceDevice
import Tensors
import Testing

@testable import Training

/// What is written of what is logged, and what callbacks find.
///
/// The training batches have the means 1.5, 3.5 and 8, the last of them of one sample instead of two.
/// Lightning weights by samples as well; names, defaults and suffixes are its own.
@Suite("Lightning behaviour: log")
struct LightningBehaviourLogging {
  typealias Log = @Sendable (Context, Tensor) -> Void

  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    var epochs = 1
    var everyNSteps = 1
    var accumulate = 1
    var limit: BatchLimit? = nil
    /// Samples of each loader that validates, in batches of two.
    var judged: [[Float]] = [[0]]
    var loaders: [String] = []
    /// A step after which the run is stopped and resumed.
    var stop: Int? = nil
    var training: Log = { _, _ in }
    var validation: Log = { _, _ in }
    /// The rows of `metrics.csv`.
    let written: [String]
    /// What callbacks find at the end.
    let known: [String: Double]
    var shown: [String] = []

    var testDescription: String { name }
  }

  /// Lightning: a training step logs steps unless told otherwise; both together fork the name.
  static let training: [Row] = [
    Row(
      name: "default: steps", training: { $0.log("v", $1) },
      written: ["1,0,v,1.5", "2,0,v,3.5", "3,0,v,8.0"], known: ["v": 8]),
    Row(
      name: "steps alone", training: { $0.log("v", $1, onStep: true, onEpoch: false) },
      written: ["1,0,v,1.5", "2,0,v,3.5", "3,0,v,8.0"], known: ["v": 8]),
    Row(
      name: "epochs alone: the mean over samples",
      training: { $0.log("v", $1, onStep: false, onEpoch: true) }, written: ["3,0,v,3.6"],
      known: ["v": 3.6]),
    Row(
      name: "default steps and epochs fork",
      training: { $0.log("v", $1, onEpoch: true) },
      written: ["1,0,v_step,1.5", "2,0,v_step,3.5", "3,0,v_step,8.0", "3,0,v_epoch,3.6"],
      known: ["v": 3.6, "v_step": 8, "v_epoch": 3.6]),
    Row(
      name: "every second step, every epoch", everyNSteps: 2,
      training: { $0.log("v", $1, onEpoch: true) },
      written: ["2,0,v_step,3.5", "3,0,v_epoch,3.6"], known: ["v": 3.6, "v_step": 3.5]),
    Row(
      name: "every second step over two epochs is counted over the run", epochs: 2,
      everyNSteps: 2, training: { $0.log("v", $1) },
      written: ["2,0,v,3.5", "4,1,v,1.5", "6,1,v,8.0"], known: ["v": 8]),
    Row(
      name: "a step's value is the mean over the samples of its window", accumulate: 2,
      training: { $0.log("v", $1, onEpoch: true) },
      written: ["1,0,v_step,2.5", "2,0,v_step,8.0", "2,0,v_epoch,3.6"],
      known: ["v": 3.6, "v_step": 8]),
    Row(
      name: "batches beyond a limit are no part of an epoch", limit: .batches(2),
      training: { $0.log("v", $1, onStep: false, onEpoch: true) }, written: ["2,0,v,2.5"],
      known: ["v": 2.5]),
    Row(
      name: "an epoch begins at nothing", epochs: 2,
      training: { $0.log("v", $1, onStep: false, onEpoch: true, reduction: .sum) },
      written: ["3,0,v,13.0", "6,1,v,13.0"], known: ["v": 13]),
    Row(
      name: "an epoch's value is whole after a resume within it", stop: 2,
      training: { $0.log("v", $1, onStep: false, onEpoch: true) }, written: ["3,0,v,3.6"],
      known: ["v": 3.6]),
  ]

  /// Lightning: mean, sum, least and largest, of an epoch and of a window.
  static let reductions: [Row] = [
    Row(
      name: "sum of an epoch: batches count once",
      training: { $0.log("v", $1, onStep: false, onEpoch: true, reduction: .sum) },
      written: ["3,0,v,13.0"], known: ["v": 13]),
    Row(
      name: "least of an epoch",
      training: { $0.log("v", $1, onStep: false, onEpoch: true, reduction: .min) },
      written: ["3,0,v,1.5"], known: ["v": 1.5]),
    Row(
      name: "largest of an epoch",
      training: { $0.log("v", $1, onStep: false, onEpoch: true, reduction: .max) },
      written: ["3,0,v,8.0"], known: ["v": 8]),
    Row(
      name: "sum of a window", accumulate: 2, training: { $0.log("v", $1, reduction: .sum) },
      written: ["1,0,v,5.0", "2,0,v,8.0"], known: ["v": 8]),
    Row(
      name: "least of a window, forked", accumulate: 2,
      training: { $0.log("v", $1, onEpoch: true, reduction: .min) },
      written: ["1,0,v_step,1.5", "2,0,v_step,8.0", "2,0,v_epoch,1.5"],
      known: ["v": 1.5, "v_step": 8]),
    Row(
      name: "largest of a window and a resume between", accumulate: 2, stop: 1,
      training: { $0.log("v", $1, onEpoch: true, reduction: .max) },
      written: ["1,0,v_step,3.5", "2,0,v_step,8.0", "2,0,v_epoch,8.0"],
      known: ["v": 8, "v_step": 8]),
  ]

  /// Lightning: a validation logs epochs unless told otherwise; several loaders are told apart.
  static let validation: [Row] = [
    Row(
      name: "default: the mean over samples, with a smaller last batch", judged: [[1, 2, 3, 4, 8]],
      validation: { $0.log("v", $1) }, written: ["3,0,v,3.6"], known: ["v": 3.6]),
    Row(
      name: "sum over batches", judged: [[1, 2, 3, 4, 8]],
      validation: { $0.log("v", $1, reduction: .sum) }, written: ["3,0,v,13.0"],
      known: ["v": 13]),
    Row(
      name: "steps and epochs: both are written as such, callbacks find the epoch",
      judged: [[1, 2, 3, 4, 8]],
      validation: { $0.log("v", $1, onStep: true, onEpoch: true, reduction: .max) },
      written: ["1,0,v_step,1.5", "2,0,v_step,3.5", "3,0,v_step,8.0", "3,0,v_epoch,8.0"],
      known: ["v": 8, "v_epoch": 8]),
    Row(
      name: "steps alone are batches, counted over all validations", epochs: 2, judged: [[1, 3]],
      validation: { $0.log("v", $1, onStep: true, onEpoch: false) },
      written: ["1,0,v,2.0", "2,1,v,2.0"], known: [:]),
    Row(
      name: "each loader counts its own batches", epochs: 2, judged: [[1, 2, 4], [8]],
      validation: { $0.log("v", $1, onStep: true, onEpoch: false) },
      written: [
        "1,0,v/0,1.5", "2,0,v/0,4.0", "1,0,v/1,8.0", "3,1,v/0,1.5", "4,1,v/0,4.0", "2,1,v/1,8.0",
      ], known: [:]),
    Row(
      name: "the count of batches goes on after a resume", epochs: 2, judged: [[1, 3]], stop: 4,
      validation: { $0.log("v", $1, onStep: true, onEpoch: true) },
      written: ["1,0,v_step,2.0", "3,0,v_epoch,2.0", "2,1,v_step,2.0", "6,1,v_epoch,2.0"],
      known: ["v": 2, "v_epoch": 2]),
    Row(
      name: "two loaders: the name and its ordinal", judged: [[1, 2], [8]],
      validation: { $0.log("v", $1) }, written: ["3,0,v/0,1.5", "3,0,v/1,8.0"],
      known: ["v/0": 1.5, "v/1": 8]),
    Row(
      name: "two loaders, one of which has a name", judged: [[1, 2], [8]], loaders: ["near"],
      validation: { $0.log("v", $1) }, written: ["3,0,v/1,8.0", "3,0,v/near,1.5"],
      known: ["v/1": 8, "v/near": 1.5]),
    Row(
      name: "one loader's name is not written", judged: [[1, 2]], loaders: ["near"],
      validation: { $0.log("v", $1) }, written: ["3,0,v,1.5"], known: ["v": 1.5]),
    Row(
      name: "the latest validation counts", epochs: 2, judged: [[4]],
      validation: { $0.log("v", $1) }, written: ["3,0,v,4.0", "6,1,v,4.0"], known: ["v": 4]),
    Row(
      name: "validation comes before the end of the epoch", judged: [[4]],
      training: { $0.log("a", $1, onStep: false, onEpoch: true) },
      validation: { $0.log("v", $1) }, written: ["3,0,v,4.0", "3,0,a,3.6"],
      known: ["a": 3.6, "v": 4]),
  ]

  /// Lightning: who gets to see a value.
  static let audiences: [Row] = [
    Row(
      name: "not for loggers: callbacks find it all the same",
      training: { $0.log("v", $1, onEpoch: true, logger: false) }, written: [],
      known: ["v": 3.6, "v_step": 8]),
    Row(
      name: "a validation's value not for loggers", judged: [[4]],
      validation: { $0.log("v", $1, logger: false) }, written: [], known: ["v": 4]),
    Row(
      name: "for the progress bar, in the order of appearance",
      training: {
        $0.log("w", $1, progressBar: true)
        $0.log("v", $1, progressBar: true)
      },
      written: [
        "1,0,v,1.5", "1,0,w,1.5", "2,0,v,3.5", "2,0,w,3.5", "3,0,v,8.0", "3,0,w,8.0",
      ], known: ["v": 8, "w": 8], shown: ["w", "v"]),
    Row(
      name: "for the progress bar alone",
      training: {
        $0.log("v", $1, onStep: false, onEpoch: true, progressBar: true, logger: false)
      }, written: [], known: ["v": 3.6], shown: ["v"]),
  ]

  static var rowCount: Int {
    training.count + reductions.count + validation.count + audiences.count
  }

  private func fit(
    _ row: Row, _ folder: String, stop: Int?, resume: Bool
  ) throws -> (result: FitResult, probe: Probe) {
    let probe = Probe()
    let plan = TrainingPlan(
      seed: 1, maxEpochs: row.epochs,
      accumulateGradBatches: GradientAccumulationScheduler(row.accumulate),
      logEveryNSteps: row.everyNSteps, limitTrainBatches: row.limit)
    let result = try Trainer(
      plan, device: ReferenceDevice(),
      execution: Execution(
        output: folder, stopAfter: stop, resume: resume ? folder + "/checkpoints/last.h5" : nil),
      callbacks: [probe]
    ).fit(
      ScriptedModule(logTraining: row.training, logJudging: row.validation),
      ScriptedData(
        values: [1, 2, 3, 4, 8], batchSize: 2, judged: row.judged, names: row.loaders))
    return (result, probe)
  }

  @Test(
    "rows of the log, what callbacks find, what the progress bar shows",
    arguments: training + reductions + validation + audiences)
  func rows(_ row: Row) throws {
    let scratch = try ScratchFolder()
    let folder = scratch.folder("run")
    if let stop = row.stop { _ = try fit(row, folder, stop: stop, resume: false) }
    let (result, probe) = try fit(row, folder, stop: nil, resume: row.stop != nil)
    let lines = try scratch.text("run/metrics.csv").split(separator: "\n").map(String.init)
    #expect(Array(lines.dropFirst()) == row.written)
    for name in row.known.keys.sorted() {
      #expect(result.metric(name) == row.known[name], "\(name)")
    }
    #expect(
      result.metrics.map(\.name) == row.known.keys.filter { !$0.hasSuffix("_epoch") }.sorted())
    #expect(probe.progressNames == row.shown)
  }
}
