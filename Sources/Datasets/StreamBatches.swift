/// The batches of one epoch of a stream, from first to last: each is a pure function of data, plan,
/// transforms, seed, epoch and ordinal, but is reached only through those before it.
public struct StreamBatches: Sendable {
  let dataset: any IterableDataset
  let plan: BatchPlan
  let chain: TransformChain
  let epoch: Int

  /// Describes the batches of `epoch`.
  ///
  /// - Parameters:
  ///   - transforms: changes of every sample, in the order in which they are applied.
  ///   - seed: the seed of the run; only the transforms draw here.
  public init(
    of dataset: any IterableDataset, plan: BatchPlan, transforms: [any Transform] = [],
    seed: UInt64, epoch: Int
  ) {
    self.dataset = dataset
    self.plan = plan
    chain = TransformChain(transforms, seed: seed, epoch: epoch)
    self.epoch = epoch
  }
}
