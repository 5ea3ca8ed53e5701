public import Datasets
import NumericsContract

/// Samples to train on, samples to validate on, and how they are cut into batches.
public struct TrainingData: Sendable {
  /// All samples.
  public let dataset: any Dataset
  /// Samples in a micro-batch; the last of an epoch may be smaller.
  public let batchSize: Int
  /// Share of the samples that is set aside for validation, 0 ..< 1.
  public let validationFraction: Double
  /// Whether each epoch visits the samples in a new order.
  public let shuffles: Bool
  /// A random change of every training sample.
  public let augmentation: (any Augmentation)?

  /// Describes the data.
  ///
  /// - Precondition: at least one sample is left to train on.
  public init(
    _ dataset: any Dataset, batchSize: Int, validationFraction: Double = 0,
    shuffles: Bool = true, augmentation: (any Augmentation)? = nil
  ) {
    precondition(
      batchSize > 0 && (0..<1).contains(validationFraction) && dataset.count > 0,
      """
      \(dataset.count) samples in batches of \(batchSize) with a validation share of \
      \(validationFraction): there must be samples, and the share must be in 0 ..< 1
      """)
    self.dataset = dataset
    self.batchSize = batchSize
    self.validationFraction = validationFraction
    self.shuffles = shuffles
    self.augmentation = augmentation
  }

  /// Steps in an epoch: accumulation windows, the last possibly shorter.
  public func stepsPerEpoch(seed: UInt64, accumulating: Int) -> Int {
    TrainingData.parts(batchesPerEpoch(split(seed: seed)), of: accumulating)
  }

  /// Micro-batches in an epoch.
  func batchesPerEpoch(_ split: Split) -> Int {
    BatchPlan(batchSize: batchSize).batchCount(samples: split.training.count)
  }

  /// ⌈count ÷ size⌉, also for a size near `Int.max`.
  static func parts(_ count: Int, of size: Int) -> Int {
    count / size + (count % size == 0 ? 0 : 1)
  }

  func split(seed: UInt64) -> Split {
    Split(count: dataset.count, validationFraction: validationFraction, seed: seed)
  }

  func trainingBatches(_ split: Split, seed: UInt64, epoch: Int) -> EpochBatches {
    let order: any SampleOrder =
      shuffles
      ? ShuffledOrder(split.training, seed: seed) : SequentialOrder(split.training)
    return EpochBatches(
      of: dataset, order: order, plan: BatchPlan(batchSize: batchSize),
      augmentation: augmentation, seed: seed, epoch: epoch)
  }

  func validationBatches(_ split: Split, seed: UInt64) -> EpochBatches {
    EpochBatches(
      of: dataset, order: SequentialOrder(split.validation),
      plan: BatchPlan(batchSize: batchSize), augmentation: nil, seed: seed, epoch: 0)
  }
}
