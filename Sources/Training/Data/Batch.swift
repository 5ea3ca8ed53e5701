public import Tensors

/// Some samples on the device: what a step works on.
public struct Batch {
  /// Inputs, each sample's elements in one row: binary32 or int32 `[n, elements]`.
  public let inputs: Tensor
  /// Class indices, int32 `[n]`, or `[n, …]` where a sample has several; binary32 where labels are real
  /// numbers.
  public let labels: Tensor

  /// Batches of the further loaders, where training draws from several at a time.
  public let others: [Batch]
  /// Which loader the batch comes from, where they take turns.
  public let loader: Int

  /// Number of samples.
  public var count: Int { labels.shape[0] }

  /// Creates a batch.
  public init(inputs: Tensor, labels: Tensor, others: [Batch] = [], loader: Int = 0) {
    self.inputs = inputs
    self.labels = labels
    self.others = others
    self.loader = loader
  }
}
