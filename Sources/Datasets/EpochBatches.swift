import NumericsContract

/// The batches of one epoch: each is a pure function of data, order, plan, augmentation, seed, epoch
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
  ///   - augmentation: a random change of every sample, or nil for none, as in validation.
  ///   - seed: the seed of the run; only the augmentation draws here.
  ///
  /// - Precondition: the augmentation changes inputs of the dataset's type.
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
    self.plan = plan
    read = EpochBatches.reader(dataset, augmentation, seed: seed, epoch: epoch)
  }

  /// Makes the batch `ordinal`.
  ///
  /// **Throws** `unreadableSample` when the dataset throws.
  public func batch(_ ordinal: Int) throws(DatasetError) -> HostBatch {
    try read(Array(samples[plan.places(ofBatch: ordinal, samples: samples.count)]), ordinal)
  }

  /// How samples of a dataset become a batch, with the type of the inputs settled.
  private static func reader<Data: Dataset>(
    _ dataset: Data, _ augmentation: (any Augmentation)?, seed: UInt64, epoch: Int
  ) -> @Sendable ([Int32], Int) throws(DatasetError) -> HostBatch {
    let change = augmentation.map { augmentation in
      guard let fitting = augmentation as? any Augmentation<Data.Element> else {
        preconditionFailure("\(augmentation) does not change inputs of \(Data.Element.self)")
      }
      return fitting
    }
    let stream = RandomStream(seed: seed, name: "augment")
    let shape = dataset.inputShape
    let labelCount = dataset.labelShape.reduce(1, *)
    return { (indices, ordinal) throws(DatasetError) in
      var input = [Data.Element](repeating: .zero, count: shape.reduce(1, *))
      var inputs: [Data.Element] = []
      inputs.reserveCapacity(indices.count * input.count)
      var labels: [Int32] = []
      labels.reserveCapacity(indices.count * labelCount)
      for index in indices {
        do {
          var span = input.mutableSpan
          try dataset.copyInput(Int(index), into: &span)
          change?.apply(
            to: &span, shape: shape,
            random: stream.at(position: UInt64(epoch) << 40 + UInt64(index)))
          inputs += input
          try dataset.appendLabel(Int(index), to: &labels)
        } catch {
          throw DatasetError(
            .unreadableSample,
            "sample \(index) of the dataset could not be read for batch \(ordinal) of epoch "
              + "\(epoch): \(error); repair the data, then resume the run")
        }
      }
      return HostBatch(
        inputs: Data.Element.numbers(inputs), inputShape: shape, labels: labels,
        labelShape: dataset.labelShape, sampleIndices: indices, ordinal: ordinal)
    }
  }
}
