public import Datasets

/// How batches are made of a dataset: in which order, how many samples each, changed how.
public struct DataLoader: Sendable {
  /// Its name in logs, where a stage has several.
  public let name: String
  /// The samples.
  public let dataset: any Dataset
  /// Which samples an epoch visits, in which order.
  public let order: any SampleOrder
  /// How an epoch is cut into batches.
  public let plan: BatchPlan
  /// Changes of every sample, in this order, as a function of seed, epoch and sample.
  public let transforms: [any Transform]

  /// Describes batches.
  ///
  /// - Parameter order: All samples from first to last unless given.
  /// - Precondition: at least one sample.
  public init(
    _ dataset: any Dataset, batchSize: Int, order: (any SampleOrder)? = nil, name: String = "",
    dropsLast: Bool = false, transforms: [any Transform] = []
  ) {
    self.name = name
    self.dataset = dataset
    self.order = order ?? SequentialOrder((0..<Int32(dataset.count)).map { $0 })
    plan = BatchPlan(batchSize: batchSize, dropsLast: dropsLast)
    self.transforms = transforms
    precondition(
      batchCount > 0,
      "a loader of \(self.order.count) samples in batches of \(batchSize) has no batch")
  }

  /// Batches in an epoch.
  public var batchCount: Int { plan.batchCount(samples: order.count) }

  /// The batches of an epoch.
  func batches(seed: UInt64, epoch: Int) -> EpochBatches {
    EpochBatches(
      of: dataset, order: order, plan: plan, transforms: transforms, seed: seed, epoch: epoch)
  }
}
