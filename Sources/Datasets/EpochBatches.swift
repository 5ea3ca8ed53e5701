import NumericsContract

/// The batches of one epoch: each is a pure function of data, order, plan, augmentation, seed, epoch
/// and ordinal, and can be made alone, in any order, on any thread.
public struct EpochBatches: Sendable {
  /// Number of batches in the epoch.
  public let count: Int

  private let dataset: any Dataset
  private let plan: BatchPlan
  private let samples: [Int32]
  private let augmentation: (any Augmentation)?
  private let augmentStream: RandomStream
  private let epoch: Int

  /// Describes the batches of `epoch`.
  ///
  /// - Parameters:
  ///   - augmentation: a random change of every sample, or nil for none, as in validation.
  ///   - seed: the seed of the run; only the augmentation draws here.
  public init(
    of dataset: any Dataset, order: any SampleOrder, plan: BatchPlan,
    augmentation: (any Augmentation)? = nil, seed: UInt64, epoch: Int
  ) {
    precondition(
      epoch >= 0 && epoch < 1 << 24, "an epoch lies in 0 ..< 2^24, but it is \(epoch)")
    samples = order.samples(inEpoch: epoch)
    let count = dataset.count
    for sample in samples {
      precondition(
        sample >= 0 && Int(sample) < count,
        "the order visits sample \(sample), but the dataset has samples 0 ..< \(count)")
    }
    self.count = plan.batchCount(samples: samples.count)
    self.dataset = dataset
    self.plan = plan
    self.augmentation = augmentation
    self.epoch = epoch
    augmentStream = RandomStream(seed: seed, name: "augment")
  }

  /// Makes the batch `ordinal`.
  ///
  /// **Throws** `unreadableSample` when the dataset throws.
  public func batch(_ ordinal: Int) throws(DatasetError) -> HostBatch {
    let indices = Array(samples[plan.places(ofBatch: ordinal, samples: samples.count)])
    let shape = dataset.inputShape
    var input = [Float](repeating: 0, count: shape.reduce(1, *))
    var inputs: [Float] = []
    inputs.reserveCapacity(indices.count * input.count)
    var labels: [Int32] = []
    labels.reserveCapacity(indices.count)
    for index in indices {
      do {
        var span = input.mutableSpan
        try dataset.copyInput(Int(index), into: &span)
        augmentation?.apply(to: &span, shape: shape, random: stream(ofSample: index))
        inputs += input
        labels.append(try dataset.label(Int(index)))
      } catch {
        throw DatasetError(
          .unreadableSample,
          "sample \(index) of the dataset could not be read for batch \(ordinal) of epoch "
            + "\(epoch): \(error); repair the data, then resume the run")
      }
    }
    return HostBatch(
      inputs: inputs, inputShape: shape, labels: labels, sampleIndices: indices,
      ordinal: ordinal)
  }

  private func stream(ofSample index: Int32) -> RandomStream {
    augmentStream.at(position: UInt64(epoch) << 40 + UInt64(index))
  }
}
