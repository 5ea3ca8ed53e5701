extension Tensor {
  /// The same elements under another shape; copies nothing. Gradient: the old shape again.
  ///
  /// - Precondition: equal numbers of elements, else the program stops naming both shapes.
  public func reshaped(to shape: Shape) -> Tensor {
    if shape.count != count {
      dispatcher.refuse("reshape", "shape \(self.shape) does not fit \(shape)")
    }
    let original = self.shape
    return Tensor(operand, shape: shape, on: dispatcher).recorded(from: self) {
      [$0.reshaped(to: original)]
    }
  }
}
