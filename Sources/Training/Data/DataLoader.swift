public import Datasets

/// How batches are made of a dataset or of a stream: in which order, how many samples each, changed how.
public struct DataLoader: Sendable {
  private enum Source: Sendable {
    case dataset(any Dataset, any SampleOrder)
    case stream(any IterableDataset)
  }

  /// Most batches of a stream's epoch, which has at most 2³¹ samples.
  static let streamLimit = 1 << 31

  /// Its name in logs, where a stage has several.
  public let name: String
  /// How an epoch is cut into batches.
  public let plan: BatchPlan
  /// Changes of every sample, in this order, as a function of seed, epoch and sample.
  public let transforms: [any Transform]
  private let source: Source

  /// Describes batches of a dataset.
  ///
  /// - Parameters:
  ///   - order: All samples from first to last unless given.
  ///   - padding: What makes samples of different lengths equal in a batch; needed where there are such.
  /// - Precondition: at least one sample.
  public init(
    _ dataset: any Dataset, batchSize: Int, order: (any SampleOrder)? = nil, name: String = "",
    dropsLast: Bool = false, transforms: [any Transform] = [], padding: Padding? = nil
  ) {
    self.name = name
    let order = order ?? SequentialOrder((0..<Int32(dataset.count)).map { $0 })
    source = .dataset(dataset, order)
    plan = BatchPlan(batchSize: batchSize, dropsLast: dropsLast, padding: padding)
    self.transforms = transforms
    precondition(
      batchCount.map { $0 > 0 } ?? false,
      "a loader of \(order.count) samples in batches of \(batchSize) has no batch")
  }

  /// Describes batches of a stream, whose samples come in the stream's own order; an epoch ends with it.
  ///
  /// One batch is read ahead, to know which is an epoch's last. A resumed run reads again, and drops, what came
  /// before in its epoch.
  public init(
    stream: any IterableDataset, batchSize: Int, name: String = "", dropsLast: Bool = false,
    transforms: [any Transform] = [], padding: Padding? = nil
  ) {
    self.name = name
    source = .stream(stream)
    plan = BatchPlan(batchSize: batchSize, dropsLast: dropsLast, padding: padding)
    self.transforms = transforms
  }

  /// Samples of an epoch; nil for a stream, whose length nobody knows before its end.
  public var sampleCount: Int? {
    guard case .dataset(_, let order) = source else { return nil }
    return order.count
  }

  /// Batches in an epoch; nil for a stream.
  public var batchCount: Int? { sampleCount.map { plan.batchCount(samples: $0) } }

  /// Starts to hand out the batches of an epoch.
  func open(
    seed: UInt64, epoch: Int, startingAt batch: Int = 0, workers: Int
  ) throws(DatasetError) -> Loader {
    switch source {
    case .dataset(let dataset, let order):
      return try Loader(
        EpochBatches(
          of: dataset, order: order, plan: plan, transforms: transforms, seed: seed, epoch: epoch),
        startingAt: batch, workers: workers)
    case .stream(let stream):
      return try Loader(
        StreamBatches(of: stream, plan: plan, transforms: transforms, seed: seed, epoch: epoch),
        startingAt: batch, workers: workers)
    }
  }
}
