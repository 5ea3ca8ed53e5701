import Devices
public import NumericsContract

extension Tensor {
  /// Drops elements at random and scales the others by `1 ÷ (1 − probability)` (NUM-023).
  ///
  /// The mask is a function of the stream and the element's index; the gradient draws it again
  /// instead of keeping it.
  ///
  /// - Precondition: `0 ≤ probability < 1`.
  public func dropout(_ probability: Double, stream: RandomStream) -> Tensor {
    if isStored("dropout") {
      return widened.dropout(probability, stream: stream).narrowed(to: type)
    }
    let output = sibling(shape)
    dispatcher.perform(
      .dropout(
        DropoutMask(operand, probability: probability, stream: stream, into: output.operand)))
    return output.recorded(from: self) { [$0.dropout(probability, stream: stream)] }
  }
}
