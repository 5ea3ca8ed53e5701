import CanonicalJSON
import NumericsContract
import Tensors

/// Notes the losses of a range test, and ends it when they diverge.
final class LearningRateRecorder: Callback {
  let name = "learningRateRecorder"
  var configuration: JSONValue? { nil }

  private let range: LearningRateRange
  private let rates: [Double]
  private var losses: [Double] = []
  private var smoothed: [Double] = []
  private var hasDiverged = false
  /// Losses of the window's micro-batches.
  private var window: [Tensor] = []
  /// Σ (1 − β)·β^(k − i)·lossᵢ, and β^k.
  private var average = 0.0
  private var rest = 1.0
  private var best = Double.infinity

  init(_ range: LearningRateRange) {
    self.range = range
    rates = range.rates
  }

  /// What is known so far.
  var result: LearningRateSearch {
    LearningRateSearch(
      rates: Array(rates.prefix(losses.count)), losses: losses, smoothedLosses: smoothed,
      hasDiverged: hasDiverged)
  }

  func onTrainBatchEnd(_ run: Run, batch: Int, loss: Tensor?) {
    if let loss { window.append(loss) }
  }

  func onTrainStepEnd(_ run: Run) throws {
    let values = try window.map { try $0.number() }
    window.removeAll(keepingCapacity: true)
    let loss = (values.reduce(0, +) / Double(values.count)).canonicalized
    let beta = range.smoothing
    average = beta * average + (1 - beta) * loss
    rest *= beta
    let mean = (average / (1 - rest)).canonicalized
    losses.append(loss)
    smoothed.append(mean)
    best = mean < best ? mean : best
    // What is no number once stays none: the average never forgets.
    let exceeds = range.divergenceFactor.map { mean > $0 * best } ?? false
    guard !mean.isFinite || losses.count > 1 && exceeds else { return }
    hasDiverged = true
    run.stop("the loss diverges at the learning rate \(rates[losses.count - 1])")
  }
}
