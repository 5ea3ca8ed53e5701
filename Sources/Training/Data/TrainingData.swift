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
  /// What makes samples of different lengths as long as the longest of their batch; nil where all are alike.
  public let padding: Padding?
  /// How many batches are sorted by length together, so that training batches have samples of similar lengths
  /// (`BucketedOrder`); nil for batches of any lengths.
  public let batchesPerPool: Int?

  /// Describes the data.
  ///
  /// - Precondition: at least one sample is left to train on; buckets by length are of a shuffled order.
  public init(
    _ dataset: any Dataset, batchSize: Int, validationFraction: Double = 0,
    shuffles: Bool = true, augmentation: (any Transform)? = nil,
    transforms: [any Transform] = [], padding: Padding? = nil, batchesPerPool: Int? = nil
  ) {
    precondition(
      batchSize > 0 && (0..<1).contains(validationFraction) && dataset.count > 0,
      """
      \(dataset.count) samples in batches of \(batchSize) with a validation share of \
      \(validationFraction): there must be samples, and the share must be in 0 ..< 1
      """)
    precondition(
      batchesPerPool.map { $0 > 0 && shuffles } ?? true,
      "batchesPerPool \(batchesPerPool ?? 0): buckets have at least one batch, and a shuffled order"
    )
    self.dataset = dataset
    self.batchSize = batchSize
    self.validationFraction = validationFraction
    self.shuffles = shuffles
    self.augmentation = augmentation
    self.transforms = transforms
    self.padding = padding
    self.batchesPerPool = batchesPerPool
  }

  public var digest: SHA256Digest { dataset.digest }

  public var configuration: JSONValue {
    var members: [(String, JSONValue)] = [
      ("digest", .string("\(dataset.digest)")), ("batchSize", .integer(batchSize)),
      ("validationFraction", .number(validationFraction)), ("shuffles", .bool(shuffles)),
      ("augmentation", augmentation.map { .string("\($0)") } ?? .null),
    ]
    // What came later is named where it is set, so that runs without it are what they were.
    if !transforms.isEmpty {
      members.append(("transforms", .array(transforms.map { .string("\($0)") })))
    }
    if let padding {
      let numbers: JSONValue = [
        "input": .integer(Int(padding.input)), "label": .integer(Int(padding.label)),
      ]
      members.append(("padding", numbers))
    }
    if let batchesPerPool { members.append(("batchesPerPool", .integer(batchesPerPool))) }
    return .object(members)
  }

  public func trainingLoaders(seed: UInt64) -> CombinedLoader {
    let samples = split(seed: seed).training
    return CombinedLoader([
      DataLoader(
        dataset, batchSize: batchSize, order: order(of: samples, seed: seed),
        transforms: (augmentation.map { [$0] } ?? []) + transforms, padding: padding)
    ])
  }

  private func order(of samples: [Int32], seed: UInt64) -> any SampleOrder {
    guard shuffles else { return SequentialOrder(samples) }
    guard let batchesPerPool else { return ShuffledOrder(samples, seed: seed) }
    return BucketedOrder(
      samples, lengths: samples.map { dataset.inputShape(of: Int($0)).first ?? 0 },
      batchSize: batchSize, batchesPerPool: batchesPerPool, seed: seed)
  }

  public func validationLoaders(seed: UInt64) -> [DataLoader] {
    let samples = split(seed: seed).validation
    guard !samples.isEmpty else { return [] }
    return [
      DataLoader(
        dataset, batchSize: batchSize, order: SequentialOrder(samples), transforms: transforms,
        padding: padding)
    ]
  }

  /// The samples that are set aside, without a training that could have seen them.
  public func testLoaders(seed: UInt64) -> [DataLoader] { validationLoaders(seed: seed) }

  /// All samples, from first to last.
  public func predictLoaders(seed: UInt64) -> [DataLoader] {
    [DataLoader(dataset, batchSize: batchSize, transforms: transforms, padding: padding)]
  }

  /// ⌈count ÷ size⌉, also for a size near `Int.max`.
  static func parts(_ count: Int, of size: Int) -> Int {
    count / size + (count % size == 0 ? 0 : 1)
  }

  private func split(seed: UInt64) -> Split {
    Split(count: dataset.count, validationFraction: validationFraction, seed: seed)
  }
}
