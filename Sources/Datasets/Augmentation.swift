public import NumericsContract

/// A random change of a training sample.
///
/// The change must be a pure function of the input and of the stream. The stream belongs to this
/// sample in this epoch, so it does not matter which worker applies the change, or when.
public protocol Augmentation<Element>: Sendable {
  /// Type of the inputs' elements.
  associatedtype Element: InputElement

  /// Changes the input of one sample, row-major and of the shape `shape`, in place.
  func apply(to input: inout MutableSpan<Element>, shape: [Int], random: RandomStream)
}
