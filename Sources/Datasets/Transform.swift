public import NumericsContract

/// A change of a sample, random or not, between its dataset and its batch.
///
/// The change must be a pure function of the sample and of the stream. The stream belongs to this
/// sample in this epoch and to this place in the list of transforms (RNG-016, RNG-017), so it does not
/// matter which worker applies the change, when, or in which batch the sample lies. A transform may
/// change numbers, types and shapes of input and label, but all samples of a batch must come out alike.
public protocol Transform: Sendable {
  /// Changes a sample in place.
  func apply(to sample: inout Sample, random: RandomStream)
}
