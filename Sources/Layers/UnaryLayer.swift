public import Tensors

/// A layer from one tensor to one tensor: what `Sequential` chains.
public protocol UnaryLayer: PlacedLayer {
  /// Computes the output.
  func callAsFunction(_ input: Tensor, _ context: Context) -> Tensor
}

extension Linear: UnaryLayer {}
