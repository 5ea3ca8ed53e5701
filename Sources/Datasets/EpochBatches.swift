/// The batches of one epoch: each is a pure function of data, order, plan, transforms, seed, epoch
/// and ordinal, and can be made alone, in any order, on any thread.
public struct EpochBatches: Sendable {
  /// Number of batches in the epoch.
  public let count: Int

  private let plan: BatchPlan
  private let samples: [Int32]
  private let read: @Sendable (_ samples: [Int32], _ ordinal: Int) throws(DatasetError) -> HostBatch

  /// Describes the batches of `epoch`.
  ///
  /// - Parameters:
  ///   - transforms: changes of every sample, in the order in which they are applied.
  ///   - seed: the seed of the run; only the transforms draw here.
  public init(
    of dataset: any Dataset, order: any SampleOrder, plan: BatchPlan,
    transforms: [any Transform] = [], seed: UInt64, epoch: Int
  ) {
    samples = order.samples(inEpoch: epoch)
    let count = dataset.count
    for sample in samples {
      precondition(
        sample >= 0 && Int(sample) < count,
        "the order visits sample \(sample), but the dataset has samples 0 ..< \(count)")
    }
    self.count = plan.batchCount(samples: samples.count)
    self.plan = plan
    read = EpochBatches.reader(
      dataset, TransformChain(transforms, seed: seed, epoch: epoch), plan, epoch: epoch)
  }

  /// Makes the batch `ordinal`.
  ///
  /// **Throws** `unreadableSample` when the dataset throws.
  public func batch(_ ordinal: Int) throws(DatasetError) -> HostBatch {
    try read(Array(samples[plan.places(ofBatch: ordinal, samples: samples.count)]), ordinal)
  }

  /// How samples of a dataset become a batch, with the dataset's types settled.
  private static func reader<Data: Dataset>(
    _ dataset: Data, _ chain: TransformChain, _ plan: BatchPlan, epoch: Int
  ) -> @Sendable ([Int32], Int) throws(DatasetError) -> HostBatch {
    let copier = SampleCopier(dataset)
    return { (indices, ordinal) throws(DatasetError) in
      func failure(_ index: Int32, _ error: any Error) -> DatasetError {
        DatasetError(
          .unreadableSample,
          "sample \(index) of the dataset could not be read for batch \(ordinal) of epoch "
            + "\(epoch): \(error); repair the data, then resume the run")
      }
      if let padding = plan.padding {
        var builder = BatchBuilder(capacity: indices.count, padding: padding)
        for index in indices {
          var sample: Sample
          do { sample = try copier.sample(Int(index)) } catch { throw failure(index, error) }
          chain.apply(to: &sample, index: Int(index))
          builder.append(sample, index: index)
        }
        return builder.batch(ordinal: ordinal)
      }
      let (inputs, labels) = try copier.read(indices, failure: failure)
      guard chain.isEmpty else {
        return chain.batch(
          inputs: inputs, inputShape: copier.inputShape, labels: labels,
          labelShape: copier.labelShape, sampleIndices: indices, ordinal: ordinal)
      }
      return HostBatch(
        inputs: inputs, inputShape: copier.inputShape, labels: labels,
        labelShape: copier.labelShape, sampleIndices: indices, ordinal: ordinal)
    }
  }
}
