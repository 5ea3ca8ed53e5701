import CanonicalJSON
import Optimizers
import Tensors

@testable import Training

/// The places at which a run tells its hooks, in short.
enum Moment: String, Sendable {
  case setup, load, fitStart, sanityStart, sanityEnd, trainStart, epochStart, batchStart, zeroGrad
  case backward, afterBackward, update, batchEnd, stepEnd, epochEnd, save, trainEnd, fitEnd
  case teardown, exception
  case valStart, valBatch, valBatchEnd, valEpochEnd, valEnd
  case testStart, testBatch, testEnd, predictStart, predictBatch, predictEnd
}

/// Where a run stands, as hooks see it.
struct Counters: Sendable, Equatable, CustomStringConvertible {
  let epoch: Int
  let step: Int
  let batch: Int
  let microBatch: Int

  init(_ epoch: Int, _ step: Int, _ batch: Int, _ microBatch: Int) {
    (self.epoch, self.step, self.batch, self.microBatch) = (epoch, step, batch, microBatch)
  }

  init(_ run: Run) { self.init(run.epoch, run.step, run.batch, run.microBatch) }

  var description: String { "epoch \(epoch), step \(step), batch \(batch), micro \(microBatch)" }
}

/// Hears of every moment, and may end the run at one.
final class Probe: Callback {
  let name = "probe"
  let configuration: JSONValue? = nil
  /// Everything heard of, with ordinals of batches behind it.
  private(set) var trace: [String] = []
  /// Batches trained on, counted over all epochs of `batchesPerEpoch`.
  private(set) var trained: [Int] = []
  /// Where the run stood when an error ended it.
  private(set) var atException: Counters?
  /// Where the run stood at its end.
  private(set) var atEnd: Counters?
  /// Names for the progress bar.
  private(set) var progressNames: [String] = []
  private let batchesPerEpoch: Int
  private let listen: (Moment, Run, Int) throws -> Void

  init(
    batchesPerEpoch: Int = 0, _ listen: @escaping (Moment, Run, Int) throws -> Void = { _, _, _ in }
  ) {
    self.batchesPerEpoch = batchesPerEpoch
    self.listen = listen
  }

  private func hear(
    _ moment: Moment, _ run: Run, _ ordinal: Int? = nil, loader: Int? = nil
  ) throws {
    let place = [loader, ordinal].compactMap { $0 }.map { "\($0)" }.joined(separator: ".")
    trace.append(moment.rawValue + place)
    try listen(moment, run, ordinal ?? run.batch)
  }

  func setup(_ run: Run) throws { try hear(.setup, run) }
  func onLoadCheckpoint(_ run: Run) throws { try hear(.load, run) }
  func onFitStart(_ run: Run) throws { try hear(.fitStart, run) }
  func onSanityCheckStart(_ run: Run) throws { try hear(.sanityStart, run) }
  func onSanityCheckEnd(_ run: Run) throws { try hear(.sanityEnd, run) }
  func onTrainStart(_ run: Run) throws { try hear(.trainStart, run) }
  func onTrainEpochStart(_ run: Run) throws { try hear(.epochStart, run) }
  func onTrainBatchStart(_ run: Run, batch: Int) throws {
    trained.append(run.epoch * batchesPerEpoch + batch)
    try hear(.batchStart, run, batch)
  }
  func onBeforeZeroGrad(_ run: Run, _: any Optimizer) throws { try hear(.zeroGrad, run) }
  func onBeforeBackward(_ run: Run, loss: Tensor) throws { try hear(.backward, run) }
  func onAfterBackward(_ run: Run) throws { try hear(.afterBackward, run) }
  func onBeforeOptimizerStep(_ run: Run, _: any Optimizer, gradients: [Tensor?]) throws {
    try hear(.update, run)
  }
  func onTrainBatchEnd(_ run: Run, batch: Int, loss: Tensor?) throws {
    try hear(.batchEnd, run, batch)
  }
  func onTrainStepEnd(_ run: Run) throws { try hear(.stepEnd, run) }
  func onTrainEpochEnd(_ run: Run) throws { try hear(.epochEnd, run) }
  func onSaveCheckpoint(_ run: Run) throws { try hear(.save, run) }
  func onTrainEnd(_ run: Run) throws { try hear(.trainEnd, run) }
  func onFitEnd(_ run: Run) throws {
    (atEnd, progressNames) = (Counters(run), run.ledger.progressNames)
    try hear(.fitEnd, run)
  }
  func teardown(_ run: Run) throws { try hear(.teardown, run) }
  func onException(_ run: Run, _ error: any Error) {
    atException = Counters(run)
    trace.append(Moment.exception.rawValue)
  }
  func onValidationStart(_ run: Run) throws { try hear(.valStart, run) }
  func onValidationBatchStart(_ run: Run, batch: Int, loader: Int) throws {
    try hear(.valBatch, run, batch, loader: loader)
  }
  func onValidationBatchEnd(_ run: Run, batch: Int, loader: Int) throws {
    try hear(.valBatchEnd, run, batch, loader: loader)
  }
  func onValidationEpochEnd(_ run: Run) throws { try hear(.valEpochEnd, run) }
  func onValidationEnd(_ run: Run) throws { try hear(.valEnd, run) }
  func onTestStart(_ run: Run) throws { try hear(.testStart, run) }
  func onTestBatchStart(_ run: Run, batch: Int, loader: Int) throws {
    try hear(.testBatch, run, batch, loader: loader)
  }
  func onTestEnd(_ run: Run) throws { try hear(.testEnd, run) }
  func onPredictStart(_ run: Run) throws { try hear(.predictStart, run) }
  func onPredictBatchStart(_ run: Run, batch: Int, loader: Int) throws {
    try hear(.predictBatch, run, batch, loader: loader)
  }
  func onPredictEnd(_ run: Run) throws { try hear(.predictEnd, run) }
}

/// The words of a text over several lines.
func words(_ text: String) -> [String] {
  text.split { $0 == " " || $0 == "\n" }.map(String.init)
}
