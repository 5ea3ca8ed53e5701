public import NumericsContract

/// Labelled samples that are reached by index, all of the same shape, or of different lengths.
///
/// Reading a sample must be a pure function of its index: data workers read from several threads, in
/// any order, and a resumed run reads again what the interrupted one had read.
public protocol Dataset: Sendable {
  /// Type of the inputs' elements.
  associatedtype Element: SampleElement
  /// Type of the labels' elements: int32 for class indices, binary32 for targets of a regression.
  associatedtype Label: SampleElement = Int32

  /// Number of samples.
  var count: Int { get }

  /// Shape of one sample's input, such as `[8, 8]`; of the longest one's where lengths differ.
  var inputShape: [Int] { get }

  /// Shape of one sample's label: empty for a single number, such as a class index; of the
  /// longest one's where lengths differ.
  var labelShape: [Int] { get }

  /// Shape of the input of the sample `index`: `inputShape` unless samples differ in length, the first axis.
  func inputShape(of index: Int) -> [Int]

  /// Shape of the label of the sample `index`: `labelShape` unless labels differ in length, the first axis.
  func labelShape(of index: Int) -> [Int]

  /// A digest of everything the dataset would ever return: what "the same data" means in a
  /// checkpoint.
  var digest: SHA256Digest { get }

  /// Writes the input of the sample `index`, row-major, over all elements of `input`.
  ///
  /// **Throws** whatever keeps the sample from being read; the loader says which sample it was.
  func copyInput(_ index: Int, into input: inout MutableSpan<Element>) throws

  /// Writes the label of the sample `index`, row-major, over all elements of `label`.
  ///
  /// **Throws** as `copyInput` does.
  func copyLabel(_ index: Int, into label: inout MutableSpan<Label>) throws
}

extension Dataset {
  /// One number a sample, unless a dataset says otherwise.
  public var labelShape: [Int] { [] }

  /// The same for all samples, unless a dataset says otherwise.
  public func inputShape(of index: Int) -> [Int] { inputShape }

  /// The same for all samples, unless a dataset says otherwise.
  public func labelShape(of index: Int) -> [Int] { labelShape }
}
