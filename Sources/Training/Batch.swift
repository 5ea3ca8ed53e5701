public import Tensors

/// Some samples on the device: what a step works on.
public struct Batch {
  /// Inputs, each sample's elements in one row: `[n, elements]`.
  public let inputs: Tensor
  /// Class indices, int32 `[n]`.
  public let labels: Tensor

  /// Number of samples.
  public var count: Int { labels.count }

  /// Creates a batch.
  public init(inputs: Tensor, labels: Tensor) {
    self.inputs = inputs
    self.labels = labels
  }
}
