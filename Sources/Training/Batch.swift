public import Tensors

/// Some samples on the device: what a step works on.
public struct Batch {
  /// Inputs, each sample's elements in one row: binary32 or int32 `[n, elements]`.
  public let inputs: Tensor
  /// Class indices, int32 `[n]`, or `[n, …]` where a sample has several.
  public let labels: Tensor

  /// Number of samples.
  public var count: Int { labels.shape[0] }

  /// Creates a batch.
  public init(inputs: Tensor, labels: Tensor) {
    self.inputs = inputs
    self.labels = labels
  }
}
