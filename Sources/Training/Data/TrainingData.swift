public import CanonicalJSON
public import Datasets
public import NumericsContract

/// One dataset, a share of which is set aside for validation, and how it is cut into batches.
public struct TrainingData: DataModule {
  /// All samples.
  public let dataset: any Dataset
  /// Samples in a micro-batch; the last of an epoch may be smaller.
  public let batchSize: Int
  /// Share of the samples that is set aside for validation, 0 ..< 1.
  public let validationFraction: Double
  /// Whether each epoch visits the samples in a new order.
  public let shuffles: Bool
  /// A random change of every training sample.
  public let augmentation: (any Transform)?
  /// Changes of the samples of every stage, in this order, after the augmentation.
  ///
  /// Outside of training their random numbers are those of epoch 0, so that each validation sees the same.
  public let transforms: [any Transform]

  /// Describes the data.
  ///
  /// - Precondition: at least one sample is left to train on.
  public init(
    _ dataset: any Dataset, batchSize: Int, validationFraction: Double = 0,
    shuffles: Bool = true, augmentation: (any Transform)? = nil,
    transforms: [any Transform] = []
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
    self.transforms = transforms
  }

  public var digest: SHA256Digest { dataset.digest }

  public var configuration: JSONValue {
    .object(
      [
        ("digest", .string("\(dataset.digest)")),
        ("batchSize", .integer(batchSize)),
        ("validationFraction", .number(validationFraction)),
        ("shuffles", .bool(shuffles)),
        ("augmentation", augmentation.map { .string("\($0)") } ?? .null),
      ]
        + (transforms.isEmpty
          ? [] : [("transforms", .array(transforms.map { .string("\($0)") }))]))
  }

  public func trainingLoaders(seed: UInt64) -> CombinedLoader {
    let samples = split(seed: seed).training
    let order: any SampleOrder =
      shuffles ? ShuffledOrder(samples, seed: seed) : SequentialOrder(samples)
    return CombinedLoader([
      DataLoader(
        dataset, batchSize: batchSize, order: order,
        transforms: (augmentation.map { [$0] } ?? []) + transforms)
    ])
  }

  public func validationLoaders(seed: UInt64) -> [DataLoader] {
    let samples = split(seed: seed).validation
    guard !samples.isEmpty else { return [] }
    return [
      DataLoader(
        dataset, batchSize: batchSize, order: SequentialOrder(samples), transforms: transforms)
    ]
  }

  /// The samples that are set aside, without a training that could have seen them.
  public func testLoaders(seed: UInt64) -> [DataLoader] { validationLoaders(seed: seed) }

  /// All samples, from first to last.
  public func predictLoaders(seed: UInt64) -> [DataLoader] {
    [DataLoader(dataset, batchSize: batchSize, transforms: transforms)]
  }

  /// ⌈count ÷ size⌉, also for a size near `Int.max`.
  static func parts(_ count: Int, of size: Int) -> Int {
    count / size + (count % size == 0 ? 0 : 1)
  }

  private func split(seed: UInt64) -> Split {
    Split(count: dataset.count, validationFraction: validationFraction, seed: seed)
  }
}
