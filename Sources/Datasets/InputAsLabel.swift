public import NumericsContract

/// Makes the input the label as well: what an autoencoder is trained to give back.
///
/// Transforms that stand before it change the label too, those after it only the input.
public struct InputAsLabel: Transform {
  /// Needs nothing.
  public init() {}

  public func apply(to sample: inout Sample, random: RandomStream) {
    sample.label = sample.input
    sample.labelShape = sample.inputShape
  }
}
