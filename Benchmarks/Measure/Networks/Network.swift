import Lockstep

/// A whole network with the inputs and labels of one step, the same as the peer's.
protocol Network: Layer {
  /// Scores `[rows, classes]` of a batch.
  func scores(_ inputs: Tensor, _ context: Context) -> Tensor

  /// Inputs and labels of one batch.
  static func batch(_ inputs: RandomInputs) -> (inputs: Tensor, labels: Tensor)

  /// Describes the network.
  init()
}
